package dev.quern.cache.semantic;

/**
 * One word of a text, or one symbol.
 *
 * @param text in lower case
 * @param form as it was written
 * @param possessive whether 's was at its end
 * @param first whether a sentence begins with it
 * @param apart whether a comma, colon or dash is before it
 */
record Token(String text, String form, boolean possessive, boolean first, boolean apart) {
    private static final int LONGEST_ACRONYM = 5;

    /** Stands where this one stood. */
    Token as(String other) {
        return new Token(other, other, false, first, apart);
    }

    Token following(String other) {
        return new Token(other, other, false, false, false);
    }

    boolean isI() {
        return form.equals("I") || text.equals("i");
    }

    boolean isCapital() {
        return !form.isEmpty() && Character.isUpperCase(form.charAt(0));
    }

    /** Whether it is written like US or IT, which are not "us" and "it". */
    boolean isAcronym() {
        return form.length() > 1
                && form.length() <= LONGEST_ACRONYM
                && !hasLowerCase()
                && isCapital()
                && Character.isUpperCase(form.charAt(form.length() - 1));
    }

    boolean hasLowerCase() {
        for (int i = 0; i < form.length(); i++) {
            if (Character.isLowerCase(form.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
