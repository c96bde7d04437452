package dev.quern.extractor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** What an archive unpacks to, found by unpacking it: what it says of itself may be a lie. */
final class ArchiveBounds {
    /** Deflate packs no better: RFC 1951's longest match of 258 bytes in two bits. */
    private static final int BEST_RATIO = 1_032;

    private ArchiveBounds() {}

    /** @throws Refusal when it has too many entries or unpacks to too much */
    static void check(Path file) throws IOException {
        long packed = Files.size(file);
        try (ZipFile archive = ZipFile.builder().setPath(file).get()) {
            long most = Math.min(Limits.ARCHIVE_BYTES, Math.max(Limits.ARCHIVE_SMALL, packed * Limits.ARCHIVE_RATIO));
            boolean isHarmless = packed * BEST_RATIO <= Limits.ARCHIVE_SMALL;
            byte[] buffer = new byte[1 << 16];
            long left = most;
            int entries = 0;
            for (ZipArchiveEntry entry : Collections.list(archive.getEntries())) {
                if (++entries > Limits.ARCHIVE_ENTRIES) {
                    throw Refusal.tooComplex();
                }
                if (!isHarmless && !isPicture(entry)) {
                    left = unpack(archive, entry, buffer, left);
                }
            }
        }
    }

    private static long unpack(ZipFile archive, ZipArchiveEntry entry, byte[] buffer, long most) throws IOException {
        long left = most;
        try (InputStream in = archive.getInputStream(entry)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw Refusal.tooComplex();
                }
            }
        }
        return left;
    }

    /** Nobody unpacks those. */
    private static boolean isPicture(ZipArchiveEntry entry) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".gif");
    }
}
