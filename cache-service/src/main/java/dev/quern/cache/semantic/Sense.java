package dev.quern.cache.semantic;

import java.util.List;

/**
 * What a question in a language that is read asks for.
 *
 * @param type see {@link Frame}; several, when it asks several things
 * @param way see {@link Frame}
 * @param words that have to be in both, in their order
 * @param light words that need not, sorted
 * @param modifiers that need not either, where more than one word is the same; sorted
 * @param tenses and modalities, sorted
 * @param persons of whom it speaks, in their order: who does it, and to whom
 * @param choices whether "and" or "or" is between words, in their order
 * @param be whether a form of "to be" is in it, so that "asked" may be a passive
 */
record Sense(
        String type,
        String way,
        List<Word> words,
        List<String> light,
        List<String> modifiers,
        List<String> tenses,
        List<String> persons,
        List<String> choices,
        boolean be) {
    static final Sense NONE = ofWords(List.of());

    /** Of a text of which nothing but its words is known. */
    static Sense ofWords(List<Word> words) {
        return new Sense("", "", words, List.of(), List.of(), List.of(), List.of(), List.of(), false);
    }

    /** A topic alone asks what it is, and "and why" after a question what somebody prefers asks for the same thing. */
    String asked() {
        return type.equals(Frame.STATEMENT) || type.equals("what+why") ? "what" : type;
    }
}
