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
        double tokens = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x250) {
                tokens += OTHER_SCRIPT;
            } else if (Character.isLetter(c)) {
                tokens += LETTER;
            } else if (Character.isWhitespace(c)) {
                tokens += SPACE;
            } else {
                tokens += 1;
            }
        }
        return (int) Math.ceil(tokens);
    }
}
