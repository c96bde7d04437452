package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdfFilesTest {
    private static final int LEFT = 60;
    private static final int RIGHT = 330;

    @TempDir
    Path folder;

    private ReadFile file;

    @BeforeEach
    void begin() {
        file = new ReadFile(folder);
    }

    @Test
    void partsPagesAndCountsThoseWithoutText() throws IOException {
        try (PDDocument document = new PDDocument()) {
            page(document, LEFT, List.of("On the first page"));
            page(document, LEFT, List.of());
            page(document, LEFT, List.of("On the third page"));

            assertThat(file.text("pages.pdf", bytes(document)))
                    .isEqualTo("On the first page\n\n\f\n\n\f\n\nOn the third page");
        }
    }

    @Test
    void putsLinesAndPartedWordsTogether() throws IOException {
        try (PDDocument document = new PDDocument()) {
            page(
                    document,
                    LEFT,
                    List.of(
                            "A quern is a small mill of two stones that people turned by hand to grin-",
                            "ding grain into flour, and it is well-known from many an old settlement-",
                            "Next to it lay the grain."));

            assertThat(file.text("lines.pdf", bytes(document)))
                    .isEqualTo("A quern is a small mill of two stones that people turned by hand to grinding grain into"
                            + " flour, and it is well-known from many an old settlement- Next to it lay the grain.");
        }
    }

    @Test
    void readsColumnsOneAfterTheOther() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = page(document, LEFT, List.of("left one", "left two"));
            write(document, page, RIGHT, List.of("right one", "right two"));

            assertThat(file.text("columns.pdf", bytes(document)).replaceAll("\\s+", " "))
                    .isEqualTo("left one left two right one right two");
        }
    }

    @Test
    void saysThatPagesWithoutTextLookScanned() throws IOException {
        try (PDDocument document = new PDDocument()) {
            page(document, LEFT, List.of());

            Reply.Refused refused = file.refused("scan.pdf", bytes(document));

            assertThat(refused.reason()).isEqualTo(Reply.Reason.NO_TEXT);
            assertThat(refused.sentence()).contains("scanned");
        }
    }

    @Test
    void refusesWhatNeedsAPasswordOrForbidsToTakeItsText() throws IOException {
        assertThat(file.refused("secret.pdf", encrypted("password", true)).reason())
                .isEqualTo(Reply.Reason.PROTECTED);
        assertThat(file.refused("forbidden.pdf", encrypted("", false)).reason()).isEqualTo(Reply.Reason.PROTECTED);
        assertThat(file.text("open.pdf", encrypted("", true))).isEqualTo("Hidden");
    }

    @Test
    void refusesWhatIsCutOff() throws IOException {
        try (PDDocument document = new PDDocument()) {
            page(document, LEFT, List.of("Some text"));
            byte[] whole = bytes(document);

            assertThat(file.refused("half.pdf", Arrays.copyOf(whole, 60)).reason())
                    .isEqualTo(Reply.Reason.BROKEN);
        }
    }

    @Test
    void comesToAnEndWherePagesContainThemselves() throws IOException {
        String loop = """
                %PDF-1.4
                1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
                2 0 obj <</Type/Pages/Count 2/Kids[3 0 R 2 0 R]>> endobj
                3 0 obj <</Type/Pages/Count 1/Kids[2 0 R]/Parent 2 0 R>> endobj
                trailer <</Root 1 0 R/Size 4>>
                %%EOF
                """;

        assertThat(file.refused("loop.pdf", loop.getBytes(StandardCharsets.US_ASCII))
                        .reason())
                .isIn(Reply.Reason.BROKEN, Reply.Reason.NO_TEXT);
    }

    private static PDPage page(PDDocument document, int x, List<String> lines) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        write(document, page, x, lines);
        return page;
    }

    private static void write(PDDocument document, PDPage page, int x, List<String> lines) throws IOException {
        try (PDPageContentStream content =
                new PDPageContentStream(document, page, PDPageContentStream.AppendMode.APPEND, false)) {
            content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 11);
            content.setLeading(14);
            content.beginText();
            content.newLineAtOffset(x, 700);
            for (String line : lines) {
                content.showText(line);
                content.newLine();
            }
            content.endText();
        }
    }

    private static byte[] encrypted(String password, boolean mayBeTaken) throws IOException {
        try (PDDocument document = new PDDocument()) {
            page(document, LEFT, List.of("Hidden"));
            AccessPermission permission = new AccessPermission();
            permission.setCanExtractContent(mayBeTaken);
            permission.setCanExtractForAccessibility(mayBeTaken);
            document.protect(new StandardProtectionPolicy("owner", password, permission));
            return bytes(document);
        }
    }

    private static byte[] bytes(PDDocument document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.save(bytes);
        return bytes.toByteArray();
    }
}
