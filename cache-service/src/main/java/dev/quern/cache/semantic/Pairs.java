package dev.quern.cache.semantic;

import java.util.ArrayList;
import java.util.List;

/** Brings the two sides of a difference into one order: "between A and B" is "between B and A". */
final class Pairs {
    private Pairs() {}

    /** "How does A differ from B" is "what is the difference between A and B"; whether it was that. */
    static boolean askedLast(List<Word> words) {
        int place = indexOf("difference", words);
        if (place <= 0) {
            return false;
        }
        Word difference = words.remove(place);
        if (place < words.size()) {
            words.set(place, words.get(place).asJoined());
        }
        words.addFirst(difference);
        return true;
    }

    static void sort(List<Word> words) {
        int begin = indexOf("difference", words) + 1;
        if (begin == 0) {
            return;
        }
        int and = begin + 1;
        while (and < words.size() && !words.get(and).joined()) {
            and++;
        }
        int end = and + 1;
        while (end < words.size()
                && words.get(end).preposition().isEmpty()
                && !words.get(end).joined()) {
            end++;
        }
        if (and >= words.size() || (end < words.size() && words.get(end).joined())) {
            return;
        }
        List<Word> first = words.subList(begin, and);
        List<Word> second = words.subList(and, end);
        if (written(first).compareTo(written(second)) > 0) {
            List<Word> swapped = new ArrayList<>(second);
            swapped.addAll(first);
            for (int i = 0; i < swapped.size(); i++) {
                words.set(begin + i, swapped.get(i));
            }
        }
    }

    private static int indexOf(String key, List<Word> words) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private static String written(List<Word> words) {
        return String.join(" ", words.stream().map(Word::key).toList());
    }
}
