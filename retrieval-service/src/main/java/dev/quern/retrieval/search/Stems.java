package dev.quern.retrieval.search;

import java.util.Set;

/**
 * Takes the commonest English endings off a folded word, so that `mills`, `milled` and `milling` are one. The store
 * finds by stems of its own: what differs here costs a highlight, never a passage.
 */
final class Stems {
    /** A stem is no shorter. */
    private static final int SHORTEST = 3;

    private static final Set<String> KEPT_DOUBLE = Set.of("ll", "ss", "zz");

    private Stems() {}

    static String of(String word) {
        if (word.length() <= SHORTEST || !word.chars().allMatch(letter -> letter >= 'a' && letter <= 'z')) {
            return word;
        }
        return withoutLastVowel(withoutVerbEnding(withoutPlural(word)));
    }

    private static String withoutPlural(String word) {
        if (word.endsWith("ies") && word.length() > SHORTEST + 1) {
            return word.substring(0, word.length() - 3) + "y";
        }
        if (word.endsWith("sses")) {
            return word.substring(0, word.length() - 2);
        }
        boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is");
        return plural ? word.substring(0, word.length() - 1) : word;
    }

    private static String withoutVerbEnding(String word) {
        for (String ending : new String[] {"ing", "ed", "ly"}) {
            int length = word.length() - ending.length();
            if (word.endsWith(ending) && length >= SHORTEST && hasVowel(word.substring(0, length))) {
                return single(word.substring(0, length));
            }
        }
        return word;
    }

    /** `runn` of `running` is `run`; `mill` of `milling` stays. */
    private static String single(String stem) {
        int length = stem.length();
        boolean doubled = length > SHORTEST && stem.charAt(length - 1) == stem.charAt(length - 2);
        return doubled && !KEPT_DOUBLE.contains(stem.substring(length - 2)) ? stem.substring(0, length - 1) : stem;
    }

    private static String withoutLastVowel(String stem) {
        int last = stem.length() - 1;
        if (last < SHORTEST) {
            return stem;
        }
        return switch (stem.charAt(last)) {
            case 'e' -> stem.substring(0, last);
            case 'y' -> stem.substring(0, last) + "i";
            default -> stem;
        };
    }

    private static boolean hasVowel(String stem) {
        return stem.chars().anyMatch(letter -> "aeiouy".indexOf(letter) >= 0);
    }
}
