package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** From an uploaded file to its text: what is text already is taken as it is, everything else is extracted. */
final class FileReading {
    private final Extraction extraction;
    private final long maxText;

    FileReading(Extraction extraction, RetrievalConfig config) {
        this.extraction = extraction;
        this.maxText = config.maxText().asLongValue();
    }

    /** @throws QuernException naming {@code content} when there is no text in it, or too much */
    Found read(Call call, Upload upload, Upload.Content content) {
        try {
            return content.isPlain() ? plain(upload, content) : extracted(call, upload);
        } catch (IOException e) {
            call.ensureWanted();
            throw QuernException.unavailable("retrieval-service", "The uploaded file cannot be read any more.", e);
        }
    }

    private Found plain(Upload upload, Upload.Content content) throws IOException {
        Path file = upload.files().content();
        requireShort(file);
        if (content.text().isBlank()) {
            throw QuernException.invalid("content", "The document has no content.");
        }
        String mediaType = DeclaredKind.of(upload.document().header()).plain().orElseThrow();
        return new Found(mediaType, "", content.text().characters(), new SpooledText(file));
    }

    private Found extracted(Call call, Upload upload) throws IOException {
        DocumentHeader sent = upload.document().header();
        UploadFiles files = upload.files();
        files.space().check();
        Extraction.ExtractedText extracted =
                extracted(call, files, new Extraction.Described(sent.mediaType(), sent.source()));
        files.count(Files.size(files.text()));
        requireShort(files.text());
        PlainTextCheck check = SpooledText.check(files.text());
        if (!check.isUtf8()) {
            throw unprocessable("The file could not be read: what is in it is not text.");
        }
        if (check.isBlank()) {
            throw unprocessable("There is no text in the file.");
        }
        return new Found(extracted.mediaType(), extracted.title(), check.characters(), new SpooledText(files.text()));
    }

    private Extraction.ExtractedText extracted(Call call, UploadFiles files, Extraction.Described described) {
        try {
            return extraction.extract(call, files.content(), described, files.text());
        } catch (QuernException refused) {
            // Where there is no room every file looks broken.
            files.space().check();
            throw refused;
        }
    }

    /**
     * @param mediaType of the file, by its content
     * @param title that the file gives itself; empty when it gives none
     */
    record Found(String mediaType, String title, long characters, DocumentText text) {}

    private void requireShort(Path text) throws IOException {
        if (Files.size(text) > maxText) {
            throw new QuernException(
                            ErrorCode.PAYLOAD_TOO_LARGE, "A document may have at most " + maxText + " bytes of text.")
                    .withField("content");
        }
    }

    private static QuernException unprocessable(String sentence) {
        return new QuernException(ErrorCode.UNPROCESSABLE, sentence).withField("content");
    }
}
