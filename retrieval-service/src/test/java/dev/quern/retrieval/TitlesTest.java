package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TitlesTest {
    private static final DocumentId ID = new DocumentId(new CollectionId("acme", "mills"), "doc-1");

    @Test
    void keepsTheSendersOwnTitle() {
        assertThat(title("Own", "Found", "file.md", "text/markdown", "# Heading"))
                .isEqualTo("Own");
    }

    @Test
    void takesTheTitleThatTheFileGivesItself() {
        assertThat(title("", " On\nmills ", "file.pdf", "application/pdf", "# Heading"))
                .isEqualTo("On mills");
    }

    @Test
    void takesTheFirstHeadingOfEverythingButPlainText() {
        assertThat(title("", "", "file.md", "text/markdown", "Text.\n\n# Heading\n\n## Other"))
                .isEqualTo("Heading");
        assertThat(title("", "", "file.pdf", "application/pdf", "# Heading")).isEqualTo("Heading");
    }

    @Test
    void takesTheSourceWithoutAHeadingAndTheIdWithoutASource() {
        assertThat(title(" ", "", "file.txt", "text/plain", "# no heading here"))
                .isEqualTo("file.txt");
        assertThat(title("", "", "", "text/markdown", "no heading")).isEqualTo("doc-1");
    }

    @Test
    void passesOverWhatOnlyAProgramWouldCallATitle() {
        for (String nonsense : List.of(
                " ",
                "\0",
                "Untitled",
                "Microsoft Word - report_final(2).doc",
                "C:\\Users\\miller\\report.docx",
                "/home/miller/report",
                "file:///tmp/x",
                "report-v2.docx",
                "PowerPoint Presentation",
                "x".repeat(513))) {
            assertThat(title("", nonsense, "file.pdf", "application/pdf", "# Heading"))
                    .as(nonsense)
                    .isEqualTo("Heading");
        }
    }

    private static String title(String own, String found, String source, String mediaType, String text) {
        DocumentHeader header = new DocumentHeader(own, source, mediaType, List.of(), "", Map.of());
        return Titles.titled(header, found, DocumentText.of(text), ID).title();
    }
}
