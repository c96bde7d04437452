package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficeFilesTest {
    @TempDir
    Path folder;

    private ReadFile file;

    @BeforeEach
    void begin() {
        file = new ReadFile(folder);
    }

    @Test
    void readsHeadingsParagraphsAndTablesOfAWordDocument() throws IOException {
        assertThat(file.text("mills.docx", OfficeFiles.document())).isEqualTo("""
                        # Of mills

                        A quern grinds grain.

                        | Stone | Weight \\| kg |
                        | --- | --- |
                        | upper | 12 |

                        \\# not a heading""");
    }

    @Test
    void readsTheSheetsOfAWorkbookThatHaveSomethingInThem() throws IOException {
        String text = """
                ## Mills

                | Name | Stones |
                | --- | --- |
                | North | 3 |""";

        assertThat(file.text("mills.xlsx", OfficeFiles.workbook(new XSSFWorkbook())))
                .isEqualTo(text);
        assertThat(file.text("mills.xls", OfficeFiles.workbook(new HSSFWorkbook())))
                .isEqualTo(text);
    }

    @Test
    void readsSlidesInTheOrderInWhichTheyAreShown() throws IOException {
        assertThat(file.text("mills.pptx", OfficeFiles.presentation()))
                .isEqualTo("## Second\n\n- Second point\n\n\f\n\n## First\n\n- First point");
    }

    @Test
    void readsAnOpenDocument() throws IOException {
        byte[] document = Archives.openDocument("""
                        <text:h text:outline-level="2">Grain</text:h><text:p>Rye and wheat.</text:p>
                        <text:list><text:list-item><text:p>one</text:p></text:list-item>
                        <text:list-item><text:p>two</text:p></text:list-item></text:list>
                        <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>
                        <table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>""").bytes();

        assertThat(file.text("grain.odt", document))
                .isEqualTo("## Grain\n\nRye and wheat.\n\n- one\n- two\n\n| a | b |\n| --- | --- |");
    }

    @Test
    void readsABook() throws IOException {
        byte[] book = Archives.book("", "<h1>Chapter</h1><p>It was\nnight.</p>").bytes();

        assertThat(file.text("book.epub", book)).isEqualTo("# Chapter\n\nIt was night.");
        assertThat(file.extracted("book.epub", book).title()).isEqualTo("The Mill");
    }

    @Test
    void readsRichText() throws IOException {
        assertThat(file.text("note.rtf", "{\\rtf1\\ansi Gr\\'fc\\'dfe\\par from the mill\\par}"))
                .isEqualTo("Grüße\n\nfrom the mill");
    }

    @Test
    void refusesADocumentThatIsCutOff() throws IOException {
        byte[] whole = OfficeFiles.document();

        Reply.Refused refused = file.refused("mills.docx", Arrays.copyOf(whole, whole.length / 2));

        assertThat(refused.reason()).isEqualTo(Reply.Reason.BROKEN);
        assertThat(refused.sentence()).contains("a Word document").doesNotContain("Exception");
    }

    @Test
    void refusesWhatNeedsAPassword() throws Exception {
        assertThat(file.refused("secret.docx", OfficeFiles.encrypted(OfficeFiles.document()))
                        .reason())
                .isEqualTo(Reply.Reason.PROTECTED);
    }
}
