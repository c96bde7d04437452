package dev.quern.llm;

/**
 * How many tokens a text has, for models whose tokenizer is not at hand: rather too many. Letters of Latin words come
 * to about four a token, digits and marks to one each, and what is written in other scripts to up to two a character.
 */
public final class TokenEstimate {
    private static final double LETTER = 0.3;
    private static final double SPACE = 0.1;
    private static final double OTHER_SCRIPT = 1.6;

    private TokenEstimate() {}

    public static int of(String text) {
        return (int) Math.ceil(text.chars().mapToDouble(c -> weight((char) c)).sum());
    }

    private static double weight(char c) {
        if (c >= 0x250) {
            return OTHER_SCRIPT;
        }
        if (Character.isLetter(c)) {
            return LETTER;
        }
        return Character.isWhitespace(c) ? SPACE : 1;
    }
}
