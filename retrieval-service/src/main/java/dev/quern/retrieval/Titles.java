package dev.quern.retrieval;

import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A name that people recognise a document by, when its sender gave none. */
final class Titles {
    private static final int BEGINNING = 10_000;
    private static final int LONGEST = 512;

    /** What programs write into files that nobody gave a title. */
    private static final Set<String> MEANINGLESS = Set.of(
            "untitled",
            "untitled document",
            "no title",
            "title",
            "document",
            "powerpoint presentation",
            "presentation");

    private static final Pattern PATH = Pattern.compile("(?:[A-Za-z]:\\\\|/|file:|\\\\\\\\).*");
    private static final Pattern FILE_OF_A_PROGRAM = Pattern.compile("Microsoft (?:Word|PowerPoint|Excel) - .*");
    private static final Pattern FILE_NAME =
            Pattern.compile("\\S+\\.(?:pdf|docx?|pptx?|xlsx?|od[tsp]|rtf|html?|indd|qxd|tex|dvi|ps)");
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\s]+");

    private Titles() {}

    /**
     * The same header with a title: its own, else the one that the file gives itself, else the first heading, else where
     * it came from, else its id.
     *
     * @param found in the file; may be empty or nonsense
     */
    static DocumentHeader titled(DocumentHeader header, String found, DocumentText text, DocumentId id) {
        if (!header.title().isBlank()) {
            return header;
        }
        String title = Stream.<Optional<String>>of(
                        sensible(found), firstHeading(header, text), Optional.of(header.source()))
                .flatMap(Optional::stream)
                .filter(each -> !each.isBlank())
                .findFirst()
                .orElse(id.name());
        return new DocumentHeader(
                title, header.source(), header.mediaType(), header.tags(), header.language(), header.metadata());
    }

    private static Optional<String> sensible(String found) {
        return Optional.of(BREAKS.matcher(found).replaceAll(" ").strip())
                .filter(title -> title.length() <= LONGEST)
                .filter(title -> !MEANINGLESS.contains(title.toLowerCase(Locale.ROOT)))
                .filter(title -> !PATH.matcher(title).matches())
                .filter(title -> !FILE_OF_A_PROGRAM.matcher(title).matches())
                .filter(title -> !FILE_NAME.matcher(title).matches());
    }

    private static Optional<String> firstHeading(DocumentHeader header, DocumentText text) {
        Iterator<String> parts = text.parts();
        if (header.mediaType().equals("text/plain") || !parts.hasNext()) {
            return Optional.empty();
        }
        String first = parts.next();
        return Section.ofMarkdown(first.substring(0, Math.min(first.length(), BEGINNING))).stream()
                .filter(section -> !section.path().isEmpty())
                .map(section -> section.path().getLast())
                .findFirst();
    }
}
