package dev.quern.retrieval;

import java.util.List;

/**
 * Cuts a text into pieces of limited size where it hurts least: at a heading, else between pages, paragraphs, lines,
 * sentences or words, and only within a word when it leaves no other way. Rows of tables and fenced code are cut only
 * when they are longer than a piece. Neighbours overlap by whole sentences or words, unless a heading stands between
 * them. Every character that is not white space is in at least one piece.
 *
 * <p>It takes time in proportion to the length of the text, and holds a few pieces and a part of it at a time.
 */
final class Chunker {
    private final Chunking chunking;
    private final TokenEnds tokens;

    private Chunker(Chunking chunking, TokenEnds tokens) {
        this.chunking = chunking;
        this.tokens = tokens;
    }

    /** @param tokens asked only where a collection counts them */
    static Chunker of(Chunking chunking, TokenEnds tokens) {
        return new Chunker(chunking, tokens);
    }

    /** Where the tokens of texts end, as {@link Embeddings#tokenEnds} tells. */
    @FunctionalInterface
    interface TokenEnds {
        List<int[]> of(List<String> texts);
    }

    /** Where the pieces of a document stand, in order; none of a text of white space. */
    List<Location> cut(DocumentText text, String mediaType) {
        Sections sections = mediaType.equals("text/plain") ? Sections.ofPlainText() : Sections.ofMarkdown();
        TextWindow window = new TextWindow(text, breaks(), sections);
        return new Cutting(chunking, window, sections, ruler(window)).run();
    }

    private Breaks breaks() {
        return switch (chunking.method()) {
            case SENTENCES -> new SentenceBreaks();
            case RECURSIVE, TOKENS, HEADINGS -> new StructureBreaks();
        };
    }

    private Ruler ruler(TextWindow window) {
        return switch (chunking.method()) {
            case TOKENS -> new TokenRuler(window, tokens);
            case RECURSIVE, SENTENCES, HEADINGS -> new CharacterRuler(window);
        };
    }
}
