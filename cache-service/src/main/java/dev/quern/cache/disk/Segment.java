package dev.quern.cache.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of the log, mapped into memory: unlike a channel, a mapping survives the interruption of a thread that reads.
 * What was written survives the end of the process at once, and the end of the machine after {@link #force}. The space
 * is taken when the file is made, since a mapping cannot report a full disk.
 */
final class Segment {
    private static final int ZEROS = 1024 * 1024;

    private final long number;
    private final Path file;
    private final MemorySegment memory;
    /** Written by whoever holds the log's lock. */
    private volatile long used;

    private volatile long onDisk;

    private Segment(long number, Path file, MemorySegment memory) {
        this.number = number;
        this.file = file;
        this.memory = memory;
        this.onDisk = memory.byteSize();
    }

    static Segment create(long number, Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            for (long at = 0; at < size; at += zeros.position()) {
                zeros.clear().limit((int) Math.min(ZEROS, size - at));
                channel.write(zeros, at);
            }
            return new Segment(number, file, channel.map(MapMode.READ_WRITE, 0, size, Arena.ofAuto()));
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** A file of an earlier run, to be read only. */
    static Segment open(long number, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Segment(number, file, channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        }
    }

    long number() {
        return number;
    }

    /** Bytes that records take. */
    long used() {
        return used;
    }

    /** Bytes that records could take. */
    long size() {
        return memory.byteSize();
    }

    /** Bytes that the file takes. */
    long onDisk() {
        return onDisk;
    }

    boolean hasRoom(long bytes) {
        return used + bytes <= memory.byteSize();
    }

    /** Of an earlier run: how far its records go. Gives the rest of the file back. */
    void endsAt(long end) throws IOException {
        used = end;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        }
        onDisk = end;
    }

    /** @return where the bytes begin */
    long append(byte[]... parts) {
        long start = used;
        long at = start;
        for (byte[] part : parts) {
            MemorySegment.copy(part, 0, memory, ValueLayout.JAVA_BYTE, at, part.length);
            at += part.length;
        }
        used = at;
        return start;
    }

    byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, position, bytes, 0, length);
        return bytes;
    }

    void force() {
        memory.asSlice(0, used).force();
    }

    /** The mapping lasts as long as somebody reads from it. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
