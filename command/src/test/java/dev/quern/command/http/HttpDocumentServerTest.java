package dev.quern.command.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.quern.command.BusyException;
import dev.quern.command.DocumentServer;
import dev.quern.command.DocumentState;
import dev.quern.command.FakeQuern;
import dev.quern.command.Labels;
import dev.quern.command.RefusedException;
import dev.quern.command.SourceFile;
import dev.quern.command.Target;
import dev.quern.command.UnreadableFileException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpDocumentServerTest {
    private static final Labels NO_LABELS = new Labels(List.of(), "", "");

    private final FakeQuern quern = new FakeQuern();
    private final HttpDocumentServer server =
            new HttpDocumentServer(new Target(quern.url(), Optional.of("a-key"), "mills"));

    @TempDir
    Path temporary;

    HttpDocumentServerTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
        quern.close();
    }

    @Test
    void sendsAFileAsItIs() throws Exception {
        String content = "line\r\n--quern-\r\n\r\nend\n".repeat(10_000);
        AtomicLong sent = new AtomicLong();

        DocumentServer.Accepted accepted = server.upload(file(content), NO_LABELS, sent::addAndGet);

        assertThat(quern.uploads())
                .singleElement()
                .extracting(FakeQuern.Upload::content)
                .isEqualTo(content);
        assertThat(accepted.changed()).isTrue();
        assertThat(accepted.sha256()).hasSize(64);
        assertThat(sent).hasValue(content.length());
        assertThat(quern.keys()).containsExactly("Bearer a-key");
    }

    @Test
    void tellsWhenToComeBack() throws IOException {
        quern.fault(FakeQuern.busy(429, "12"));

        assertThatThrownBy(() -> upload("text"))
                .asInstanceOf(InstanceOfAssertFactories.type(BusyException.class))
                .extracting(BusyException::retryAfter)
                .isEqualTo(Optional.of(Duration.ofSeconds(12)));
    }

    @Test
    void takesATimeThatHasPassedForNow() {
        quern.fault(FakeQuern.busy(503, "Wed, 21 Oct 2015 07:28:00 GMT"));

        assertThatThrownBy(() -> upload("text"))
                .asInstanceOf(InstanceOfAssertFactories.type(BusyException.class))
                .extracting(BusyException::retryAfter)
                .isEqualTo(Optional.of(Duration.ZERO));
    }

    @Test
    void tellsWhatTheServerSays() {
        quern.fault(FakeQuern.problem(422, "The file needs a password."));

        assertThatThrownBy(() -> upload("text"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("The file needs a password.");
    }

    @Test
    void tellsTheStatusOfAnAnswerThatIsNoProblem() {
        quern.fault(new FakeQuern.Answer(500, "<html>", List.of()));

        assertThatThrownBy(() -> upload("text"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("500");
    }

    @Test
    void noticesThatAFileHasShrunkOrGrown() throws IOException {
        SourceFile file = file("text");

        Files.writeString(file.path(), "tex");
        assertThatThrownBy(() -> server.upload(file, NO_LABELS, count -> {}))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage(UnreadableFileException.CHANGED);
        Files.writeString(file.path(), "texts");
        assertThatThrownBy(() -> server.upload(file, NO_LABELS, count -> {}))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage(UnreadableFileException.CHANGED);
        assertThat(quern.uploads()).isEmpty();
    }

    @Test
    void noticesThatAFileIsGone() throws IOException {
        SourceFile file = file("text");
        Files.delete(file.path());

        assertThatThrownBy(() -> server.upload(file, NO_LABELS, count -> {}))
                .isInstanceOf(UnreadableFileException.class);
    }

    @Test
    void tellsHowFarADocumentIs() throws Exception {
        upload("text");

        assertThat(server.status(file("text").documentId()))
                .hasValue(new DocumentServer.Status(DocumentState.READY, ""));
        assertThat(server.status("none")).isEmpty();
    }

    @Test
    void deletesWhatIsThereAndWhatIsGone() throws Exception {
        upload("text");
        String id = file("text").documentId();

        server.delete(id);
        server.delete(id);

        assertThat(server.status(id)).isEmpty();
    }

    @Test
    void takesACollectionThatIsToBeMadeForFine() throws Exception {
        server.check();
        upload("text");
        server.check();

        assertThat(quern.keys()).hasSize(3);
    }

    @Test
    void noticesThatSomebodyElseAnswers() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        URI url = URI.create("http://127.0.0.1:" + other.getAddress().getPort());

        try (HttpDocumentServer asked = new HttpDocumentServer(new Target(url, Optional.empty(), ""))) {
            assertThatThrownBy(asked::check)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("404");
        } finally {
            other.stop(0);
        }
    }

    private void upload(String content) throws IOException, InterruptedException {
        server.upload(file(content), NO_LABELS, count -> {});
    }

    private SourceFile file(String content) throws IOException {
        Path path = Files.writeString(temporary.resolve("a.txt"), content);
        return new SourceFile(path, "docs/a.txt", Files.size(path), 0);
    }
}
