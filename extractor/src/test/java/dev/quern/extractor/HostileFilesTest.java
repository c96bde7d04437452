package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {
    private static final String LAUGHS = """
            <!DOCTYPE r [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
            <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
            <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
            <!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>
            """;
    private static final Set<Reply.Reason> STOPPED = Set.of(Reply.Reason.BROKEN, Reply.Reason.TOO_COMPLEX);

    @TempDir
    Path folder;

    private ReadFile file;

    @BeforeEach
    void begin() {
        file = new ReadFile(folder);
    }

    @Test
    void refusesAnArchiveThatUnpacksToFarMoreThanItIs() throws IOException {
        byte[] bomb = Archives.of(OfficeFiles.document())
                .with("word/document.xml", new byte[64 << 20])
                .bytes();

        assertThat(file.refused("bomb.docx", bomb).reason()).isEqualTo(Reply.Reason.TOO_COMPLEX);
    }

    @Test
    void refusesEntitiesThatMultiply() throws IOException {
        byte[] document = Archives.of(OfficeFiles.document())
                .with("word/document.xml", LAUGHS + "<r>&g;</r>")
                .bytes();

        assertThat(file.refused("laughs.docx", document).reason()).isIn(STOPPED);
        assertThat(file.refused("laughs.xml", bytes("<?xml version=\"1.0\"?>" + LAUGHS + "<r>&g;</r>"))
                        .reason())
                .isIn(STOPPED);
    }

    @Test
    void multipliesNoEntitiesInWebPagesAndBooks() throws IOException {
        assertThat(file.text("laughs.html", "<html>" + LAUGHS + "<body><p>text &g;</p></body></html>"))
                .hasSizeLessThan(2_000);
        Reply reply = file.extract(
                "laughs.epub", "", Archives.book(LAUGHS, "<p>text &g;</p>").bytes());
        switch (reply) {
            case Reply.Extracted read -> assertThat(read.characters()).isLessThan(2_000);
            case Reply.Refused refused -> assertThat(refused.reason()).isIn(STOPPED);
        }
    }

    @Test
    void looksNothingUpOutsideTheFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "the-secret");
        for (String address : List.of(secret.toUri().toString(), "http://localhost:1/secret")) {
            String entity = "<!DOCTYPE r [<!ENTITY x SYSTEM \"" + address + "\">]>";
            file.extract("a.xml", "", bytes("<?xml version=\"1.0\"?>" + entity + "<r>text &x;</r>"));
            assertNoSecret();
            file.extract("a.epub", "", Archives.book(entity, "<p>text &x;</p>").bytes());
            assertNoSecret();
            file.extract("a.html", "", bytes(entity + "<html><p>text &x;</p><iframe src='" + address + "'></html>"));
            assertNoSecret();
        }
    }

    private void assertNoSecret() throws IOException {
        assertThat(folder.resolve("text")).content().doesNotContain("the-secret");
    }

    @Test
    void refusesElementsThatNestTooDeep() throws IOException {
        String deep = "<a>".repeat(5_000) + "text" + "</a>".repeat(5_000);

        assertThat(file.refused("deep.xml", bytes("<?xml version=\"1.0\"?>" + deep))
                        .reason())
                .isEqualTo(Reply.Reason.TOO_COMPLEX);
    }

    @Test
    void believesTheContentRatherThanTheName() throws IOException {
        assertThat(file.refused("a.pdf", bytes("only text")).reason()).isEqualTo(Reply.Reason.BROKEN);
        assertThat(((Reply.Refused) file.extract("", "application/pdf", bytes("only text"))).reason())
                .isEqualTo(Reply.Reason.BROKEN);
        assertThat(file.extracted("a.pdf", OfficeFiles.document()).mediaType()).contains("wordprocessingml");
        assertThat(file.extracted("../../a\u0000.txt", bytes("text")).mediaType())
                .isEqualTo("text/plain");
    }

    @Test
    void refusesKindsThatAreNotRead() throws IOException {
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13};
        byte[] archive = new Archives().with("a.txt", "text").bytes();

        assertThat(file.refused("a.png", picture).sentence()).contains("a picture");
        assertThat(file.refused("a.zip", archive).reason()).isEqualTo(Reply.Reason.UNKNOWN_KIND);
        assertThat(file.refused("a.txt", new byte[0]).reason()).isEqualTo(Reply.Reason.NO_TEXT);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readsPagesOfAnyNumberOfMenus() throws IOException {
        String menus = "<nav><h1>menu</h1></nav>".repeat(100_000);

        assertThat(file.text(
                        "menus.html", "<html><body><p>" + "text ".repeat(50_000) + "</p>" + menus + "</body></html>"))
                .startsWith("text text")
                .doesNotContain("menu");
    }

    @Test
    void doesNotBlameTheFileForAFullDisk() throws IOException {
        Path page = Files.writeString(folder.resolve("page"), "text");

        Reply reply = FileToText.extract(new Request(page, "", "a.txt", Path.of("/dev/full"), 1_000));

        assertThat(((Reply.Refused) reply).reason()).isEqualTo(Reply.Reason.UNWRITABLE);
    }

    @Test
    void leavesNoFilesBehind() throws IOException {
        file.text("mills.docx", OfficeFiles.document());

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> String.valueOf(path.getFileName())))
                    .containsExactlyInAnyOrder("content", "text");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
