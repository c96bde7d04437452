package dev.quern.retrieval;

/** Words, sentences, lines, paragraphs and pages, as far as white space and the marks before it tell. */
final class StructureBreaks implements Breaks {
    private static final String ENDS = ".!?…。！？";
    private static final String CLOSING = "\"')]}»”’*_";

    private boolean afterWhiteSpace;
    private boolean page;
    private int lines;
    /** Whether the last word ends a sentence. */
    private boolean sentence;

    @Override
    public int before(char next) {
        if (Character.isWhitespace(next)) {
            afterWhiteSpace = true;
            lines += next == '\n' ? 1 : 0;
            page |= next == '\f';
            return NONE;
        }
        int level = afterWhiteSpace ? level() : NONE;
        boolean before = sentence && !afterWhiteSpace;
        sentence =
                !Character.isLetterOrDigit(next) && (ENDS.indexOf(next) >= 0 || (before && CLOSING.indexOf(next) >= 0));
        afterWhiteSpace = false;
        page = false;
        lines = 0;
        return level;
    }

    private int level() {
        if (page) {
            return PAGE;
        }
        if (lines > 0) {
            return lines > 1 ? PARAGRAPH : LINE;
        }
        return sentence ? SENTENCE : WORD;
    }
}
