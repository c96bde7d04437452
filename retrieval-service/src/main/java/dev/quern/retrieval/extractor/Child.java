package dev.quern.retrieval.extractor;

import dev.quern.extractor.Frames;
import dev.quern.extractor.Reply;
import dev.quern.extractor.Request;
import dev.quern.protocol.VirtualThreads;
import dev.quern.retrieval.ScratchFolder;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** A process that reads one file after the other. It ends with this process, because its input does. */
final class Child {
    private static final Logger LOG = Logger.getLogger(Child.class);
    private static final int MOST_LOGGED = 64 * 1024;

    private final Process process;
    private final Path folder;
    private final DataOutputStream requests;
    private final DataInputStream replies;
    private final AtomicInteger files = new AtomicInteger();

    private Child(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        replies = new DataInputStream(process.getInputStream());
    }

    /** @param folder for the process alone; gone after it has ended */
    static Child start(ChildCommand command, Path folder, Path noHosts) throws IOException {
        Files.createDirectories(folder);
        Process process = started(command.in(folder, noHosts), folder);
        Child child = new Child(process, folder);
        inBackground(child::logErrors);
        var _ = process.onExit().thenRunAsync(child::removeFolder, VirtualThreads.executor());
        return child;
    }

    private static Process started(ProcessBuilder command, Path folder) throws IOException {
        try {
            return command.start();
        } catch (IOException e) {
            ScratchFolder.remove(folder);
            throw e;
        }
    }

    /** Fails when the process ends or talks nonsense. One file at a time. */
    CompletableFuture<Reply> read(Request request) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        files.incrementAndGet();
        inBackground(() -> {
            try {
                Frames.write(requests, request);
                reply.complete(Frames.readReply(replies));
            } catch (IOException | RuntimeException broken) {
                reply.completeExceptionally(broken);
            }
        });
        return reply;
    }

    /** Files that it was asked to read. */
    int files() {
        return files.get();
    }

    /** Whether it lives, and has said nothing but its reply. */
    boolean isSound() {
        try {
            return process.isAlive() && replies.available() == 0;
        } catch (IOException ended) {
            return false;
        }
    }

    /** Bytes of what lies in its folder. */
    long disk() {
        try (Stream<Path> inside = Files.walk(folder)) {
            return inside.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | java.io.UncheckedIOException changing) {
            LOG.debugf("a folder changes while it is measured: %s", changing.getMessage());
            return 0;
        }
    }

    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Pipes cannot be read by a virtual thread without keeping the thread that carries it. */
    private static void inBackground(Runnable work) {
        Thread.ofPlatform().daemon().name("extractor-pipe").start(work);
    }

    private void logErrors() {
        byte[] said = new byte[4096];
        try (InputStream errors = process.getErrorStream()) {
            for (int logged = 0, length = errors.read(said); length >= 0; length = errors.read(said)) {
                if (logged < MOST_LOGGED) {
                    LOG.debugf("extractor %d: %s", process.pid(), new String(said, 0, length, StandardCharsets.UTF_8));
                }
                logged = Math.min(MOST_LOGGED, logged + length);
            }
        } catch (IOException ended) {
            LOG.debugf("extractor %d has ended", process.pid());
        }
    }

    private void removeFolder() {
        try {
            ScratchFolder.remove(folder);
        } catch (IOException e) {
            LOG.debug("the folder of an extractor that has ended is left for the next start", e);
        }
    }
}
