package dev.quern.cache.semantic;

/**
 * A word that has to be in both questions.
 *
 * @param key equal for the forms of a word and for those that may stand for it
 * @param stem equal for the forms of a word
 * @param surface in lower case
 * @param preposition before it; empty: none
 * @param joined whether "and", "or" or a comma is between it and the word before
 * @param owned whether "of" is between it and the word before, or it is the owner
 * @param owner whether 's is at its end
 */
record Word(
        String key,
        String stem,
        String surface,
        Kind kind,
        String preposition,
        boolean joined,
        boolean owned,
        boolean owner) {
    /** Whether it may be a past or a participle: asked, written. */
    boolean isParticiple() {
        return (surface.endsWith("ed") && !surface.equals(stem))
                || (Words.IRREGULAR.containsKey(surface)
                        && !surface.equals(stem)
                        && !Words.IRREGULAR_PLURALS.contains(surface)
                        && !surface.endsWith("s")
                        && !surface.endsWith("ing"));
    }

    Word asJoined() {
        return new Word(key, stem, surface, kind, "", true, false, owner);
    }

    enum Kind {
        NUMBER("numbers"),
        NEGATION("negation"),
        DATE("dates"),
        UNIT("units"),
        CODE("identifiers"),
        NAME("names"),
        DIRECTION("direction"),
        TOPIC("topic");

        private final String conflict;

        Kind(String conflict) {
            this.conflict = conflict;
        }

        String conflict() {
            return conflict;
        }
    }
}
