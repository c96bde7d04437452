package dev.quern.extractor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** One file, with the files that are in it, to one text. */
final class FileToText {
    private static final String UNKNOWN = "application/octet-stream";

    private FileToText() {}

    /** @throws OutOfMemoryError when the file asks for more than there is; the process is not to be used any more */
    static Reply extract(Request request) {
        try {
            return extractTo(request);
        } catch (IOException | UncheckedIOException unwritable) {
            System.err.println("a text cannot be written: " + unwritable);
            return new Reply.Refused(
                    Reply.Reason.UNWRITABLE, UNKNOWN, "There is no room on the disk to read the file at the moment.");
        }
    }

    private static Reply extractTo(Request request) throws IOException {
        Path folder = Files.createTempDirectory("extractor");
        Source source = new Source(request.content(), request.mediaType(), request.name(), 0);
        try (Markdown out = new Markdown(request.text(), request.mostBytes())) {
            return extract(source, out, new Attachments(folder));
        } finally {
            delete(folder);
        }
    }

    private static Reply extract(Source source, Markdown out, Attachments attachments) throws IOException {
        String mediaType = UNKNOWN;
        try {
            Detection.Detected detected = Detection.detect(source);
            mediaType = detected.mediaType();
            Kind kind = detected.kind().orElseThrow(() -> UnreadKinds.refusal(detected.mediaType()));
            String title = read(new Reading(source, kind, mediaType, out, attachments));
            out.flush();
            if (!out.hasText()) {
                throw new Refusal(Reply.Reason.NO_TEXT, "The file has no text that could be read.");
            }
            return new Reply.Extracted(mediaType, shortened(title), out.characters());
        } catch (Refusal refusal) {
            return new Reply.Refused(refusal.reason(), mediaType, refusal.sentence());
        }
    }

    private static String read(Reading reading) throws IOException {
        try {
            if (reading.kind().isArchive()) {
                ArchiveBounds.check(reading.source().file());
            }
            String title = FileReaders.of(reading.kind()).read(reading);
            reading.out().check();
            for (Source attachment : reading.attachments().take()) {
                readAttachment(attachment, reading);
            }
            return title;
        } catch (Exception failure) {
            reading.out().check();
            if (reading.out().isBroken() || Verdict.isFullDisk(failure)) {
                throw new IOException("The text could not be written", failure);
            }
            throw Verdict.of(failure, reading.kind());
        }
    }

    /** What cannot be read of an attachment is left out: the file that has it can be. */
    private static void readAttachment(Source attachment, Reading around) throws IOException {
        Markdown out = around.out();
        out.announce("Attachment: " + attachment.name());
        try {
            Detection.Detected detected = Detection.detect(attachment);
            Optional<Kind> kind = detected.kind();
            if (kind.isPresent()) {
                read(new Reading(
                        attachment,
                        kind.get(),
                        detected.mediaType(),
                        out,
                        around.attachments().within()));
            }
        } catch (Refusal unread) {
            out.check();
        }
        out.announce("");
    }

    private static String shortened(String title) {
        int most = 1_000;
        return title.length() <= most ? title : title.substring(0, most).strip();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
