package dev.quern.extractor;

import java.util.function.Supplier;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.util.IOUtils;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.OldExcelParser;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.ooxml.xwpf.ml2006.Word2006MLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.microsoft.xml.SpreadsheetMLParser;
import org.apache.tika.parser.microsoft.xml.WordMLParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.AccessChecker;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;

/** The kinds for which Tika's parsers make XHTML that is worth to be kept. */
final class TikaReader implements FileReader {
    private static final double LEAST_INFLATE_RATIO = 0.001;

    static {
        // A workbook's empty cells pack well: what an archive unpacks to is bounded by ArchiveBounds instead.
        ZipSecureFile.setMinInflateRatio(LEAST_INFLATE_RATIO);
        ZipSecureFile.setMaxEntrySize(Limits.ARCHIVE_BYTES);
        ZipSecureFile.setMaxFileCount(Limits.ARCHIVE_ENTRIES);
        IOUtils.setByteArrayMaxOverride(Limits.OFFICE_RECORD);
    }

    @Override
    public String read(Reading reading) throws Exception {
        Metadata metadata = new Metadata();
        metadata.set(HttpHeaders.CONTENT_TYPE, reading.mediaType());
        XhtmlToMarkdown handler = new XhtmlToMarkdown(
                reading.out(), layout(reading), !reading.source().isAttached());
        try (TikaInputStream in = TikaInputStream.get(reading.source().file())) {
            parser(reading).get().parse(in, handler, metadata, context(reading.attachments()));
        }
        handler.endDocument();
        if (handler.sawPages() && !reading.out().hasText() && reading.kind() == Kind.PDF) {
            throw new Refusal(
                    Reply.Reason.NO_TEXT,
                    "The pages have no text: they look scanned, and Quern does not read pictures.");
        }
        String title = metadata.get(TikaCoreProperties.TITLE);
        return title == null ? "" : Prose.line(title);
    }

    private static Layout layout(Reading reading) {
        return switch (reading.kind()) {
            case PDF -> Layout.PAGES;
            case PPT -> Layout.SLIDES;
            case XLSX, XLS, OLD_XLS, EXCEL_XML -> Layout.SHEETS;
            case EPUB -> Layout.FLOW;
            case OPEN_DOCUMENT -> openDocument(reading.mediaType());
            case DOCX, PPTX, DOC, RTF, WORD_XML, MSG, EML, HTML, XML, MARKDOWN, DELIMITED, JSON, JSON_LINES, TEXT ->
                Layout.LINES;
        };
    }

    private static Layout openDocument(String mediaType) {
        if (mediaType.contains("presentation") || mediaType.contains("impress")) {
            return Layout.PAGES;
        }
        return Layout.LINES;
    }

    private static Supplier<Parser> parser(Reading reading) {
        return switch (reading.kind()) {
            case PDF -> PDFParser::new;
            case DOCX, XLSX -> OOXMLParser::new;
            case OLD_XLS -> OldExcelParser::new;
            case OPEN_DOCUMENT -> OpenDocumentParser::new;
            case RTF -> RTFParser::new;
            case EPUB -> EpubParser::new;
            case EXCEL_XML -> SpreadsheetMLParser::new;
            case WORD_XML -> reading.mediaType().endsWith("2006ml") ? Word2006MLParser::new : WordMLParser::new;
            case DOC, PPT, XLS, MSG, PPTX, EML, HTML, XML, MARKDOWN, DELIMITED, JSON, JSON_LINES, TEXT ->
                OfficeParser::new;
        };
    }

    private static ParseContext context(Attachments attachments) {
        ParseContext context = new ParseContext();
        context.set(EmbeddedDocumentExtractor.class, new EmbeddedFiles(attachments));
        context.set(OfficeParserConfig.class, office());
        context.set(PDFParserConfig.class, pdf());
        return context;
    }

    private static OfficeParserConfig office() {
        OfficeParserConfig office = new OfficeParserConfig();
        office.setUseSAXDocxExtractor(true);
        office.setExtractMacros(false);
        office.setIncludeDeletedContent(false);
        office.setIncludeMoveFromContent(false);
        office.setIncludeMissingRows(false);
        office.setIncludeSlideMasterContent(false);
        office.setConcatenatePhoneticRuns(false);
        return office;
    }

    private static PDFParserConfig pdf() {
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        pdf.setExtractInlineImages(false);
        pdf.setExtractActions(false);
        // The outline repeats the headings, far from their text.
        pdf.setExtractBookmarksText(false);
        pdf.setDetectAngles(true);
        pdf.setParseIncrementalUpdates(false);
        pdf.setSuppressDuplicateOverlappingText(true);
        pdf.setMaxMainMemoryBytes(Limits.PDF_MEMORY);
        // Whoever lets screen readers take the text lets it be read; to search it is to read it.
        pdf.setAccessChecker(new AccessChecker(true));
        return pdf;
    }
}
