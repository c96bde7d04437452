package dev.quern.cache.semantic;

import java.util.Locale;

/** Whether a text of which no more than the script is known is English: it is not, until its small words say so. */
final class English {
    private static final char FIRST_ACCENTED = '\u00c0';

    private English() {}

    /** @param plain as {@link Spelling#plain} gives it */
    static boolean isLikely(String plain) {
        int english = 0;
        int foreign = 0;
        boolean first = true;
        for (String written : plain.split("[^\\p{L}]+", -1)) {
            if (written.isEmpty()) {
                continue;
            }
            String word = written.toLowerCase(Locale.ROOT);
            if (isAccented(word) && (first || Character.isLowerCase(written.charAt(0)))) {
                return false;
            }
            boolean auxiliary = first && Words.AUXILIARIES.contains(word) && !word.equals("was");
            if (Words.ENGLISH.contains(word) || auxiliary || written.equals("I")) {
                english++;
            } else if (Words.FOREIGN.contains(word)) {
                foreign++;
            }
            first = false;
        }
        return english > foreign;
    }

    /** Names have such letters in English too. */
    private static boolean isAccented(String word) {
        return word.chars().anyMatch(c -> c >= FIRST_ACCENTED);
    }
}
