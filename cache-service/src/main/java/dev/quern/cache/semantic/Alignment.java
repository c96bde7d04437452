package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;

/** Which words of two questions belong together. The same, whichever question comes first. */
final class Alignment {
    /** How many words a question may have: a bit each. */
    static final int MAX_WORDS = 64;

    /** What X is used for is not what X is. */
    private static final int FEWEST_WITH_MINOR = 3;

    final List<Word> missing = new ArrayList<>();
    final List<Word> added = new ArrayList<>();

    /** For each word of the first question its place in the second; -1: it has none. */
    final int[] places;

    private Alignment(int words) {
        places = new int[words];
    }

    /** The n-th of equal words belongs to the n-th. */
    static Alignment of(List<Word> words, List<Word> others) {
        Alignment alignment = new Alignment(words.size());
        long taken = 0;
        for (int i = 0; i < words.size(); i++) {
            int place = firstFree(words.get(i).key(), others, taken);
            alignment.places[i] = place;
            if (place < 0) {
                alignment.missing.add(words.get(i));
            } else {
                taken |= 1L << place;
            }
        }
        for (int i = 0; i < others.size(); i++) {
            if ((taken & (1L << i)) == 0) {
                alignment.added.add(others.get(i));
            }
        }
        return alignment;
    }

    private static int firstFree(String key, List<Word> words, long taken) {
        for (int i = 0; i < words.size(); i++) {
            if ((taken & (1L << i)) == 0 && words.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether every word has its like, but for what is only written in one word here and in two there. */
    boolean isComplete() {
        return (missing.isEmpty() && added.isEmpty()) || isCompound() || isMinor();
    }

    /** Whether nothing but one word is missing, without which most questions ask for the same. */
    boolean isMinor() {
        if (missing.size() + added.size() != 1 || places.length + added.size() < FEWEST_WITH_MINOR) {
            return false;
        }
        Word word = missing.isEmpty() ? added.getFirst() : missing.getFirst();
        return word.kind() == Word.Kind.TOPIC && Words.MINOR.contains(word.stem());
    }

    boolean isCompound() {
        return missing.size() != added.size()
                && !missing.isEmpty()
                && written(missing).equals(written(added));
    }

    private static String written(List<Word> words) {
        StringBuilder written = new StringBuilder();
        words.forEach(word -> written.append(word.surface()));
        return written.toString();
    }

    /** What the words that are in one question only are about. */
    String conflict() {
        for (Word word : missing) {
            for (Word other : added) {
                if (Words.areOpposites(word.key(), other.key())) {
                    return "opposites";
                }
            }
        }
        Word.Kind kind = Word.Kind.TOPIC;
        for (List<Word> words : List.of(missing, added)) {
            for (Word word : words) {
                kind = word.kind().compareTo(kind) < 0 ? word.kind() : kind;
            }
        }
        return kind.conflict();
    }
}
