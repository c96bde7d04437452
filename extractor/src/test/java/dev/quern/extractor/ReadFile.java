package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives files to the extractor, and shows what it made of them. */
final class ReadFile {
    private static final long MOST_BYTES = 10L << 20;

    private final Path folder;

    ReadFile(Path folder) {
        this.folder = folder;
    }

    String text(String name, String content) throws IOException {
        return text(name, content.getBytes(StandardCharsets.UTF_8));
    }

    String text(String name, byte[] content) throws IOException {
        assertThat(extract(name, "", content)).isInstanceOf(Reply.Extracted.class);
        return Files.readString(textFile());
    }

    Reply.Extracted extracted(String name, byte[] content) throws IOException {
        return (Reply.Extracted) extract(name, "", content);
    }

    Reply.Refused refused(String name, byte[] content) throws IOException {
        Reply reply = extract(name, "", content);
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        return (Reply.Refused) reply;
    }

    Reply extract(String name, String mediaType, byte[] content) throws IOException {
        return extract(name, mediaType, content, MOST_BYTES);
    }

    Reply extract(String name, String mediaType, byte[] content, long mostBytes) throws IOException {
        Path file = Files.write(folder.resolve("content"), content);
        return FileToText.extract(new Request(file, mediaType, name, textFile(), mostBytes));
    }

    private Path textFile() {
        return folder.resolve("text");
    }
}
