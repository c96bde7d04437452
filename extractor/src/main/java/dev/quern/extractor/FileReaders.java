package dev.quern.extractor;

/** Which reader reads which kind. Readers are made when the first file of a kind comes: most processes see few kinds. */
final class FileReaders {
    private FileReaders() {}

    static FileReader of(Kind kind) {
        return switch (kind) {
            case PDF, DOCX, XLSX, DOC, PPT, XLS, OLD_XLS, OPEN_DOCUMENT, RTF, EPUB, WORD_XML, EXCEL_XML, MSG ->
                new TikaReader();
            case PPTX -> new SlidesReader();
            case EML -> new MailReader();
            case HTML -> new HtmlReader();
            case XML -> new XmlReader();
            case DELIMITED -> new DelimitedReader();
            case JSON, JSON_LINES -> new JsonReader();
            case MARKDOWN, TEXT -> new TextReader();
        };
    }
}
