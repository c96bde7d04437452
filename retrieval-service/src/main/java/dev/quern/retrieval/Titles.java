package dev.quern.retrieval;

/** A name that people recognise a document by, when its sender gave none. */
final class Titles {
    private static final int BEGINNING = 10_000;

    private Titles() {}

    /** The same header with a title: its own, else the first heading, else where it came from, else its id. */
    static DocumentHeader titled(DocumentHeader header, String text, DocumentId id) {
        if (!header.title().isBlank()) {
            return header;
        }
        String heading = header.mediaType().equals("text/markdown") ? firstHeading(text) : "";
        String title = !heading.isBlank() ? heading : header.source().isBlank() ? id.name() : header.source();
        return new DocumentHeader(
                title, header.source(), header.mediaType(), header.tags(), header.language(), header.metadata());
    }

    private static String firstHeading(String text) {
        return Section.ofMarkdown(text.substring(0, Math.min(text.length(), BEGINNING))).stream()
                .filter(section -> !section.path().isEmpty())
                .map(section -> section.path().getLast())
                .findFirst()
                .orElse("");
    }
}
