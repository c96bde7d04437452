package dev.quern.cache.semantic;

import java.util.Set;

/**
 * The common form of a word's plural, past and -ing. Endings that make another word (-er, -ly, -ness, un-) stay: a design
 * is no designer.
 */
final class Stems {
    /** Before -ing and -ed an e was lost after these. */
    private static final Set<String> LOST_E = Set.of(
            "at", "iz", "is", "in", "ir", "ur", "ut", "id", "ud", "ib", "ub", "us", "ag", "ok", "ak", "ik", "uc", "bl",
            "pl", "dl", "tl", "gl", "fl", "kl", "nc", "rc", "uk", "um", "ap", "as", "ar", "os", "yz");

    private static final int SHORTEST = 4;

    private Stems() {}

    /** @param word in lower case */
    static String of(String word) {
        String irregular = Words.IRREGULAR.get(word);
        if (irregular != null) {
            return irregular;
        }
        int length = word.length();
        if (length < SHORTEST || !isAscii(word)) {
            return word;
        }
        if (word.endsWith("ing") && length > 5 && hasVowel(word, length - 3)) {
            return restored(word.substring(0, length - 3));
        }
        if (word.endsWith("ied") && length > 4) {
            return word.substring(0, length - 3) + "y";
        }
        if (word.endsWith("ed") && length > 4 && hasVowel(word, length - 2) && !word.endsWith("eed")) {
            return restored(word.substring(0, length - 2));
        }
        return word.endsWith("s") ? singular(word) : word;
    }

    private static String singular(String word) {
        int length = word.length();
        if (word.endsWith("ies") && length > 4) {
            return word.substring(0, length - 3) + "y";
        }
        if (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches") || word.endsWith("shes")) {
            return word.substring(0, length - 2);
        }
        boolean stays = word.endsWith("ss") || word.endsWith("us") || word.endsWith("is");
        return stays ? word : word.substring(0, length - 1);
    }

    private static String restored(String stem) {
        int length = stem.length();
        char last = stem.charAt(length - 1);
        char before = length > 1 ? stem.charAt(length - 2) : ' ';
        if (last == before && "lszf".indexOf(last) < 0 && !isVowel(last)) {
            return stem.substring(0, length - 1);
        }
        if (("vcgu".indexOf(last) >= 0 && !stem.endsWith("ng")) || stem.endsWith("ang")) {
            return stem + "e";
        }
        boolean single = isVowel(before)
                && !isVowel(last)
                && "wxyh".indexOf(last) < 0
                && (length < 3 || !isVowel(stem.charAt(length - 3)));
        boolean isShort = length <= 3 || (length == 4 && !isVowel(stem.charAt(0)) && !isVowel(stem.charAt(1)));
        boolean lost = LOST_E.contains(stem.substring(Math.max(0, length - 2)));
        boolean cluster = lost && !isVowel(before);
        return (single && (isShort || lost)) || cluster || stem.endsWith("eas") || stem.endsWith("ais")
                ? stem + "e"
                : stem;
    }

    private static boolean hasVowel(String word, int end) {
        for (int i = 0; i < end; i++) {
            if (isVowel(word.charAt(i)) || word.charAt(i) == 'y') {
                return true;
            }
        }
        return false;
    }

    private static boolean isVowel(char letter) {
        return "aeiou".indexOf(letter) >= 0;
    }

    private static boolean isAscii(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < 'a' || word.charAt(i) > 'z') {
                return false;
            }
        }
        return true;
    }
}
