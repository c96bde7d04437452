package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TitlesTest {
    private static final DocumentId ID = new DocumentId(new CollectionId("acme", "mills"), "doc-1");

    @Test
    void keepsTheSendersOwnTitle() {
        assertThat(title("Own", "file.md", "text/markdown", "# Heading")).isEqualTo("Own");
    }

    @Test
    void takesTheFirstHeadingOfMarkdown() {
        assertThat(title("", "file.md", "text/markdown", "Text.\n\n# Heading\n\n## Other"))
                .isEqualTo("Heading");
    }

    @Test
    void takesTheSourceWithoutAHeadingAndTheIdWithoutASource() {
        assertThat(title(" ", "file.txt", "text/plain", "# no heading here")).isEqualTo("file.txt");
        assertThat(title("", "", "text/markdown", "no heading")).isEqualTo("doc-1");
    }

    private static String title(String title, String source, String mediaType, String text) {
        return Titles.titled(new DocumentHeader(title, source, mediaType, List.of(), "", Map.of()), text, ID)
                .title();
    }
}
