package dev.quern.retrieval.extractor;

import dev.quern.extractor.Frames;
import dev.quern.extractor.Reply;
import dev.quern.extractor.Request;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that does what the files it reads tell it to do. */
final class ObedientExtractor {
    private ObedientExtractor() {}

    public static void main(String[] arguments) throws Exception {
        DataInputStream requests = new DataInputStream(System.in);
        DataOutputStream replies = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        while (true) {
            Request request;
            try {
                request = Frames.readRequest(requests);
            } catch (EOFException over) {
                return;
            }
            obey(request, Files.readString(request.content()), replies);
        }
    }

    private static void obey(Request request, String order, DataOutputStream replies) throws Exception {
        String[] words = order.strip().split(" ", 2);
        switch (words[0]) {
            case "write" -> write(request, words[1], replies);
            case "refuse" ->
                Frames.write(
                        replies,
                        new Reply.Refused(Reply.Reason.valueOf(words[1]), "image/png", "It\nis " + words[1] + "."));
            case "name-yourself" ->
                write(request, Long.toString(ProcessHandle.current().pid()), replies);
            case "show-environment" ->
                write(request, System.getenv() + "\n" + Path.of("").toAbsolutePath() + "\nhosts: " + hosts(), replies);
            case "crash" -> Runtime.getRuntime().halt(137);
            case "crash-when-used" -> crashWhenUsed(request, replies);
            case "hang" -> {
                Files.writeString(
                        request.text(), Long.toString(ProcessHandle.current().pid()));
                new CountDownLatch(1).await();
            }
            case "talk-nonsense" -> {
                replies.write("What is a frame?".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                replies.flush();
                new CountDownLatch(1).await();
            }
            case "talk-too-much" -> {
                write(request, Long.toString(ProcessHandle.current().pid()), replies);
                replies.write(7);
                replies.flush();
            }
            case "fill-memory" -> fillMemory();
            case "fill-disk" -> fillDisk();
            default -> write(request, order, replies);
        }
        uses++;
    }

    private static int uses;

    private static void crashWhenUsed(Request request, DataOutputStream replies) throws IOException {
        if (uses > 0) {
            Runtime.getRuntime().halt(1);
        }
        write(request, "fresh", replies);
    }

    private static void write(Request request, String text, DataOutputStream replies) throws IOException {
        Files.writeString(request.text(), text);
        System.err.println("written: " + text);
        Frames.write(replies, new Reply.Extracted("Text/Plain; charset=UTF-8", "A title", text.length()));
    }

    private static String hosts() throws IOException {
        return Files.readString(Path.of(System.getProperty("jdk.net.hosts.file")));
    }

    private static void fillMemory() {
        List<byte[]> kept = new ArrayList<>();
        while (kept.size() < Integer.MAX_VALUE) {
            kept.add(new byte[1 << 20]);
        }
        System.err.println(kept.size());
    }

    private static void fillDisk() throws IOException {
        byte[] much = new byte[1 << 20];
        try (OutputStream file = Files.newOutputStream(Files.createTempFile("much", ""))) {
            for (int i = 0; i < 64; i++) {
                file.write(much);
            }
            file.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
