package dev.quern.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExtractorProcessTest {
    @TempDir
    Path folder;

    @Test
    void answersRequestsUntilThereAreNoMore() throws Exception {
        Path text = Files.writeString(folder.resolve("a"), "{\\rtf1 one\\par}");
        Path page = Files.writeString(folder.resolve("b"), "<html><body><p>two</p></body></html>");
        Process process = start("-Xmx128m");

        try (DataOutputStream requests = new DataOutputStream(process.getOutputStream());
                DataInputStream replies = new DataInputStream(process.getInputStream())) {
            Frames.write(requests, request(text, "a.rtf"));
            assertThat(Frames.readReply(replies)).isEqualTo(new Reply.Extracted("application/rtf", "", 3));
            Frames.write(requests, request(page, "b.html"));
            assertThat(Frames.readReply(replies)).isEqualTo(new Reply.Extracted("text/html", "", 3));
            requests.close();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void endsAfterAFileThatTookAllItsMemory() throws Exception {
        Path page = folder.resolve("page");
        Files.writeString(page, "<html><body>" + "<p><b>x</b></p>".repeat(600_000) + "</body></html>");
        Process process = start("-Xmx32m");

        try (DataOutputStream requests = new DataOutputStream(process.getOutputStream());
                DataInputStream replies = new DataInputStream(process.getInputStream())) {
            Frames.write(requests, request(page, "page.html"));
            Reply reply = Frames.readReply(replies);

            assertThat(((Reply.Refused) reply).reason()).isEqualTo(Reply.Reason.TOO_COMPLEX);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(Extractor.SPENT);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void endsWithItsRequestsEvenInAFileThatDoesNotEnd() throws Exception {
        Path page = Files.writeString(folder.resolve("page"), "text");
        // Nobody reads from it, so whoever writes to it waits for good.
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("text").toString())
                        .start()
                        .waitFor())
                .isZero();
        Process process = start("-Xmx128m");

        try (DataOutputStream requests = new DataOutputStream(process.getOutputStream())) {
            Frames.write(requests, request(page, "page.txt"));
        }
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void readsAsManyFilesAsItIsAsked() throws Exception {
        Path page = Files.writeString(folder.resolve("page"), "{\\rtf1 one\\par}");
        Process process = start("-Xmx128m");

        try (DataOutputStream requests = new DataOutputStream(process.getOutputStream());
                DataInputStream replies = new DataInputStream(process.getInputStream())) {
            for (int i = 0; i < 1_001; i++) {
                Frames.write(requests, request(page, "page.rtf"));
                assertThat(Frames.readReply(replies)).isInstanceOf(Reply.Extracted.class);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private Request request(Path content, String name) {
        return new Request(content, "", name, folder.resolve("text"), 1 << 20);
    }

    private static Process start(String heap) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(List.of(
                        java.toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Extractor.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
