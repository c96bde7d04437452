package dev.quern.retrieval;

import java.util.Locale;
import java.util.Set;

/**
 * Words, sentences and pages, and nothing else. A sentence ends with its mark, with whatever closes behind it, and white
 * space, which Chinese and Japanese need not have; or with a paragraph, or before a line that begins with the mark of a
 * list, a table, a heading or a quotation.
 *
 * <p>A full stop ends none after a single letter ({@code J. Smith}, {@code U.S.}), a common abbreviation or the number
 * of a list, nor where what follows begins with a small letter. So two sentences may count as one, and seldom one as two:
 * a piece is better a little too long than cut off after {@code Dr.}
 */
final class SentenceBreaks implements Breaks {
    private static final String ENDS = ".!?…";
    private static final String WIDE_ENDS = "。！？";
    private static final String CLOSING = "\"')]}»”’*_」』）】》";
    private static final String LINE_MARKS = "-*+•|#>`~";

    private static final Set<String> ABBREVIATIONS = Set.of(
            "dr", "mr", "mrs", "ms", "prof", "st", "rev", "hon", "gen", "col", "capt", "lt", "sgt", "jr", "sr", "vs",
            "cf", "eg", "ie", "approx", "dept", "al", "bzw", "ca", "vgl", "mme", "mlle");

    /** They end a sentence as often as not, unless a number follows. */
    private static final Set<String> BEFORE_NUMBERS = Set.of(
            "no", "nos", "nr", "fig", "figs", "abb", "tab", "vol", "bd", "pp", "ch", "sec", "art", "eq", "jan", "feb",
            "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec");

    private static final int LONGEST_NUMBER_OF_A_LIST = 3;
    /** Longer than any abbreviation. */
    private static final int LONGEST_WORD = 12;

    private enum End {
        NONE,
        STOP,
        MARK,
        WIDE
    }

    /** The letters, digits and full stops since the last other character. */
    private final StringBuilder word = new StringBuilder();

    private boolean afterWhiteSpace = true;
    private boolean page;
    private int lines = 1;
    private boolean wordBeginsLine;
    private End end = End.NONE;

    @Override
    public int before(char next) {
        if (Character.isWhitespace(next)) {
            afterWhiteSpace = true;
            lines += next == '\n' ? 1 : 0;
            page |= next == '\f';
            return NONE;
        }
        int level = level(next);
        if (afterWhiteSpace) {
            end = End.NONE;
            word.setLength(0);
            wordBeginsLine = lines > 0;
        }
        readOn(next);
        afterWhiteSpace = false;
        page = false;
        lines = 0;
        return level;
    }

    private int level(char next) {
        if (!afterWhiteSpace) {
            return end == End.WIDE && !belongsToTheEnd(next) ? SENTENCE : NONE;
        }
        if (page) {
            return PAGE;
        }
        boolean line = lines > 1 || (lines == 1 && LINE_MARKS.indexOf(next) >= 0);
        return line || endsBefore(next) ? SENTENCE : WORD;
    }

    private boolean endsBefore(char next) {
        return switch (end) {
            case NONE -> false;
            case MARK, WIDE -> true;
            case STOP -> !Character.isLowerCase(next) && !isAbbreviation(Character.isDigit(next));
        };
    }

    private boolean isAbbreviation(boolean beforeNumber) {
        String last = word.toString().toLowerCase(Locale.ROOT);
        String letters =
                last.substring(last.lastIndexOf('.', last.length() - 2) + 1).replace(".", "");
        boolean initial = letters.length() == 1 && Character.isLetter(letters.charAt(0));
        boolean numberOfAList = wordBeginsLine
                && letters.length() <= LONGEST_NUMBER_OF_A_LIST
                && letters.length() + 1 == last.length()
                && letters.chars().allMatch(Character::isDigit);
        return initial
                || numberOfAList
                || ABBREVIATIONS.contains(letters)
                || (beforeNumber && BEFORE_NUMBERS.contains(letters));
    }

    private void readOn(char next) {
        boolean stop = next == '.';
        if (Character.isLetterOrDigit(next) || stop) {
            if (word.length() < LONGEST_WORD) {
                word.append(next);
            }
        } else if (end == End.NONE) {
            word.setLength(0);
            wordBeginsLine = false;
        }
        if (ENDS.indexOf(next) >= 0) {
            end = stop && end == End.NONE ? End.STOP : End.MARK;
        } else if (WIDE_ENDS.indexOf(next) >= 0) {
            end = End.WIDE;
        } else if (CLOSING.indexOf(next) < 0) {
            end = End.NONE;
        }
    }

    private static boolean belongsToTheEnd(char next) {
        return CLOSING.indexOf(next) >= 0 || ENDS.indexOf(next) >= 0 || WIDE_ENDS.indexOf(next) >= 0;
    }
}
