package dev.quern.extractor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of files that are read. */
enum Kind {
    PDF("a PDF file", "application/pdf", "pdf"),
    DOCX(
            "a Word document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
                    + " application/vnd.openxmlformats-officedocument.wordprocessingml.template"
                    + " application/vnd.ms-word.document.macroenabled.12"
                    + " application/vnd.ms-word.template.macroenabled.12",
            "docx dotx docm dotm"),
    PPTX(
            "a PowerPoint presentation",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation"
                    + " application/vnd.openxmlformats-officedocument.presentationml.slideshow"
                    + " application/vnd.openxmlformats-officedocument.presentationml.template"
                    + " application/vnd.ms-powerpoint.presentation.macroenabled.12"
                    + " application/vnd.ms-powerpoint.slideshow.macroenabled.12",
            "pptx ppsx potx pptm ppsm"),
    XLSX(
            "an Excel workbook",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    + " application/vnd.openxmlformats-officedocument.spreadsheetml.template"
                    + " application/vnd.ms-excel.sheet.macroenabled.12"
                    + " application/vnd.ms-excel.template.macroenabled.12"
                    + " application/vnd.ms-excel.sheet.binary.macroenabled.12",
            "xlsx xltx xlsm xltm xlsb"),
    DOC("a Word document", "application/msword", "doc dot"),
    PPT("a PowerPoint presentation", "application/vnd.ms-powerpoint", "ppt pps pot"),
    XLS("an Excel workbook", "application/vnd.ms-excel", "xls xlt"),
    OLD_XLS(
            "an Excel workbook",
            "application/vnd.ms-excel.sheet.2 application/vnd.ms-excel.sheet.3"
                    + " application/vnd.ms-excel.sheet.4 application/vnd.ms-excel.workspace.3"
                    + " application/vnd.ms-excel.workspace.4",
            ""),
    OPEN_DOCUMENT(
            "an OpenDocument file",
            "application/vnd.oasis.opendocument.text application/vnd.oasis.opendocument.text-template"
                    + " application/vnd.oasis.opendocument.spreadsheet"
                    + " application/vnd.oasis.opendocument.spreadsheet-template"
                    + " application/vnd.oasis.opendocument.presentation"
                    + " application/vnd.oasis.opendocument.presentation-template"
                    + " application/vnd.sun.xml.writer application/vnd.sun.xml.calc application/vnd.sun.xml.impress",
            "odt ott ods ots odp otp sxw sxc sxi"),
    RTF("an RTF document", "application/rtf text/rtf", "rtf"),
    EPUB("an EPUB book", "application/epub+zip", "epub"),
    WORD_XML("a Word document", "application/vnd.ms-word2006ml application/vnd.ms-wordml", ""),
    EXCEL_XML("an Excel workbook", "application/vnd.ms-spreadsheetml", ""),
    MSG("an Outlook message", "application/vnd.ms-outlook", "msg"),
    EML("an e-mail", "message/rfc822", "eml mht mhtml"),
    HTML("a web page", "text/html application/xhtml+xml", "html htm xhtml"),
    XML("an XML file", "application/xml text/xml", "xml"),
    MARKDOWN("a Markdown file", "text/markdown text/x-web-markdown text/x-markdown", "md markdown"),
    DELIMITED("a table", "text/csv text/tab-separated-values", "csv tsv tab"),
    JSON("a JSON file", "application/json application/jsonl application/x-ndjson application/x-jsonlines", "json"),
    JSON_LINES("a file of JSON lines", "", "jsonl ndjson"),
    TEXT("a text file", "text/plain", "txt text log");

    private final String called;
    private final String mediaTypes;
    private final String extensions;

    Kind(String called, String mediaTypes, String extensions) {
        this.called = called;
        this.mediaTypes = mediaTypes;
        this.extensions = extensions;
    }

    /** With its article: "a PDF file". */
    String called() {
        return called;
    }

    boolean hasExtension(String extension) {
        return words(extensions).contains(extension);
    }

    /** Whether such files are told by what is in them, and are never mere text. */
    boolean isBinary() {
        return switch (this) {
            case PDF, DOCX, PPTX, XLSX, DOC, PPT, XLS, OLD_XLS, OPEN_DOCUMENT, EPUB, MSG -> true;
            case RTF, WORD_XML, EXCEL_XML, EML, HTML, XML, MARKDOWN, DELIMITED, JSON, JSON_LINES, TEXT -> false;
        };
    }

    /** Whether its files are ZIP archives inside. */
    boolean isArchive() {
        return this == DOCX || this == PPTX || this == XLSX || this == OPEN_DOCUMENT || this == EPUB;
    }

    static Optional<Kind> ofMediaType(String mediaType) {
        return Arrays.stream(values())
                .filter(kind -> words(kind.mediaTypes).contains(mediaType))
                .findFirst();
    }

    /** By the end of a file's name or address. */
    static Optional<Kind> ofName(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).strip().toLowerCase(Locale.ROOT);
        return name.contains(".")
                ? Arrays.stream(values())
                        .filter(kind -> kind.hasExtension(extension))
                        .findFirst()
                : Optional.empty();
    }

    static Set<String> allMediaTypes() {
        return Arrays.stream(values())
                .flatMap(kind -> words(kind.mediaTypes).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> words(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    }
}
