package dev.quern.command.http;

import dev.quern.command.Hashes;
import dev.quern.command.SourceFile;
import dev.quern.command.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A file on its way out: read once, hashed as it goes, and held to the size that it was found with. */
final class FileContent {
    private final SourceFile file;
    private final LongConsumer sent;
    private final MessageDigest digest = Hashes.sha256();
    private volatile @Nullable UnreadableFileException failure;

    FileContent(SourceFile file, LongConsumer sent) {
        this.file = file;
        this.sent = sent;
    }

    BodyPublisher publisher() {
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), file.size());
    }

    /** When all of it was sent. */
    String sha256() {
        return Hashes.hex(digest);
    }

    /** The HTTP client tells only that sending has failed. */
    Optional<UnreadableFileException> failure() {
        return Optional.ofNullable(failure);
    }

    private InputStream open() {
        try {
            return new Checked(Files.newInputStream(file.path()));
        } catch (IOException e) {
            throw new UncheckedIOException(remembered(UnreadableFileException.of(e)));
        }
    }

    private UnreadableFileException remembered(UnreadableFileException why) {
        failure = why;
        return why;
    }

    private final class Checked extends InputStream {
        private final InputStream content;
        private long count;

        Checked(InputStream content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            int read = readContent(buffer, offset, length);
            count += Math.max(0, read);
            if (count > file.size() || (read < 0 && count < file.size())) {
                throw remembered(new UnreadableFileException(UnreadableFileException.CHANGED));
            }
            if (read > 0) {
                digest.update(buffer, offset, read);
                sent.accept(read);
            }
            return read;
        }

        private int readContent(byte[] buffer, int offset, int length) throws IOException {
            try {
                return content.read(buffer, offset, length);
            } catch (IOException e) {
                throw remembered(UnreadableFileException.of(e));
            }
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }
}
