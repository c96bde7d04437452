package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the words of two questions come in the same order, or in another that says the same. */
enum Order {
    SAME,
    MOVED,
    DIFFERENT;

    /** What a clause that may stand at the beginning as well as at the end begins with. */
    private static final Set<String> MOVABLE =
            Set.of("in", "on", "at", "for", "with", "during", "to", "while", "as", "by", "if", "when");

    /** "A name in a profile" is "a profile name". */
    private static final Set<String> COMPOUNDING = Set.of("of", "in", "for", "on");

    /** They may stand anywhere. */
    private static final Set<String> FREE = Set.of("best", "internet");

    private static final Set<Word.Kind> BINDING = Set.of(Word.Kind.DIRECTION, Word.Kind.NEGATION, Word.Kind.NUMBER);
    private static final Set<String> ROLES = Set.of("to", "by", "with", "as", "if", "when", "while");

    private static final int LONGEST_JOINED = 2;

    static Order of(List<Word> words, List<Word> others, int[] places) {
        List<Integer> kept = new ArrayList<>(places.length);
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0 && !FREE.contains(words.get(i).key())) {
                kept.add(i);
            }
        }
        int begin = 0;
        int[] ranks = ranks(places, kept);
        int end = ranks.length;
        while (begin < end && ranks[begin] == begin) {
            begin++;
        }
        if (begin == end) {
            return SAME;
        }
        while (ranks[end - 1] == end - 1) {
            end--;
        }
        if (!areKeptTogether(words, others, places)) {
            return DIFFERENT;
        }
        // Two neighbouring blocks have changed places, or it is another order.
        int cut = begin + 1;
        while (cut < end && ranks[cut] == ranks[cut - 1] + 1) {
            cut++;
        }
        if (cut == end || ranks[cut] != begin) {
            return DIFFERENT;
        }
        for (int i = cut + 1; i < end; i++) {
            if (ranks[i] != ranks[i - 1] + 1) {
                return DIFFERENT;
            }
        }
        Word firstHere = words.get(kept.get(begin));
        Word secondHere = words.get(kept.get(cut));
        Word firstThere = others.get(places[kept.get(begin)]);
        Word secondThere = others.get(places[kept.get(cut)]);
        boolean isShort = cut - begin <= LONGEST_JOINED && end - cut <= LONGEST_JOINED;
        boolean numbers = hasNumber(words, kept, begin, end);
        if (secondHere.joined() && firstThere.joined() && isShort && !numbers) {
            return MOVED;
        }
        if (isClause(firstHere, firstThere) || isClause(secondHere, secondThere)) {
            return MOVED;
        }
        boolean compound = secondHere.owned() != firstThere.owned()
                || (COMPOUNDING.contains(secondHere.preposition()) && isPlain(firstThere))
                || (COMPOUNDING.contains(firstThere.preposition()) && isPlain(secondHere));
        return compound && isShort && !numbers ? MOVED : DIFFERENT;
    }

    /** "Not", "from" and numbers stay before the same word, and what is done to somebody is not done by him. */
    private static boolean areKeptTogether(List<Word> words, List<Word> others, int[] places) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] < 0) {
                continue;
            }
            boolean last = i + 1 == places.length;
            boolean lastThere = places[i] + 1 == others.size();
            if (BINDING.contains(words.get(i).kind())
                    && (last != lastThere || (!last && places[i + 1] != places[i] + 1))) {
                return false;
            }
            String here = words.get(i).preposition();
            String there = others.get(places[i]).preposition();
            if (!here.equals(there) && (ROLES.contains(here) || ROLES.contains(there))) {
                return false;
            }
        }
        return true;
    }

    private static int[] ranks(int[] places, List<Integer> kept) {
        int[] ranks = new int[kept.size()];
        for (int i = 0; i < ranks.length; i++) {
            for (int other : kept) {
                ranks[i] += places[other] < places[kept.get(i)] ? 1 : 0;
            }
        }
        return ranks;
    }

    private static boolean hasNumber(List<Word> words, List<Integer> kept, int begin, int end) {
        return kept.subList(begin, end).stream()
                .anyMatch(i -> words.get(i).kind().compareTo(Word.Kind.NEGATION) <= 0);
    }

    private static boolean isPlain(Word word) {
        return word.preposition().isEmpty() && !word.joined();
    }

    private static boolean isClause(Word here, Word there) {
        return (here.kind() == Word.Kind.DIRECTION && here.key().equals("from"))
                || (here.preposition().equals(there.preposition()) && MOVABLE.contains(here.preposition()));
    }
}
