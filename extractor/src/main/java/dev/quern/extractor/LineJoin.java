package dev.quern.extractor;

/** Puts lines together that were parted only because a page is so wide. */
final class LineJoin {
    /** A line is full from this part of the paragraph's longest on; a table's lines seldom are. */
    private static final double FULL = 0.75;

    /** Where no line is as long, the lines are short on purpose. */
    private static final int PROSE = 40;

    private LineJoin() {}

    static String join(String paragraph) {
        String[] lines = paragraph.split("\n", -1);
        int longest = 0;
        for (String line : lines) {
            longest = Math.max(longest, line.length());
        }
        StringBuilder joined = new StringBuilder(paragraph.length());
        for (int i = 0; i < lines.length; i++) {
            joined.append(lines[i]);
            if (i + 1 == lines.length) {
                break;
            }
            boolean isFull = longest >= PROSE && lines[i].length() >= FULL * longest;
            if (isFull && isParted(lines[i], lines[i + 1])) {
                joined.setLength(joined.length() - 1);
            } else {
                joined.append(isFull ? ' ' : '\n');
            }
        }
        return joined.toString();
    }

    /** Whether a word goes on in the next line: not when it has a hyphen already, as well-to-do has. */
    private static boolean isParted(String line, String next) {
        int end = line.length() - 1;
        if (end < 2 || (line.charAt(end) != '-' && line.charAt(end) != '\u2010')) {
            return false;
        }
        int start = end;
        while (start > 0 && Character.isLetter(line.charAt(start - 1))) {
            start--;
        }
        boolean isWhole = start == 0 || line.charAt(start - 1) != '-';
        return isWhole
                && end - start >= 2
                && Character.isLowerCase(line.charAt(end - 1))
                && next.length() >= 2
                && Character.isLowerCase(next.charAt(0))
                && Character.isLowerCase(next.charAt(1));
    }
}
