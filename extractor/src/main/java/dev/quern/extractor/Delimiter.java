package dev.quern.extractor;

import java.util.List;

/** What parts the columns of a table of which only the text is known. */
final class Delimiter {
    private static final char[] KNOWN = {'\t', ';', '|', ','};
    private static final int LINES = 50;

    private Delimiter() {}

    /** The one that is in most lines as often as in the first. */
    static char of(String sample) {
        List<String> lines =
                sample.lines().filter(line -> !line.isBlank()).limit(LINES).toList();
        char best = ',';
        long most = 0;
        for (char delimiter : KNOWN) {
            long first = lines.isEmpty() ? 0 : count(lines.getFirst(), delimiter);
            long alike = lines.stream()
                    .filter(line -> count(line, delimiter) == first)
                    .count();
            if (first > 0 && alike * 1000 + first > most) {
                most = alike * 1000 + first;
                best = delimiter;
            }
        }
        return best;
    }

    private static long count(String line, char delimiter) {
        boolean isQuoted = false;
        long count = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            isQuoted ^= c == '"';
            count += c == delimiter && !isQuoted ? 1 : 0;
        }
        return count;
    }
}
