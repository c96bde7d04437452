package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, against a server on real HTTP. */
@Timeout(60)
class IngestTest {
    private final FakeQuern quern;
    private final FakeTime time = new FakeTime();
    private final Stop stop = new Stop();
    private FakeScreen screen = FakeScreen.ofNobody();

    @TempDir
    Path temporary;

    private Path folder = Path.of("");

    IngestTest() throws IOException {
        quern = new FakeQuern();
    }

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("docs"));
    }

    @AfterEach
    void close() {
        quern.close();
    }

    @Test
    void bringsEveryFileOfAFolder() throws IOException {
        write("a.txt", "first");
        write("deep/er/b.pdf", "second");

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(quern.contents().values()).containsExactlyInAnyOrder("first", "second");
        assertThat(screen.printed()).startsWith("2 accepted, 0 unchanged, 2 ready in ");
    }

    @Test
    void givesDocumentsTheirLabelsAndTheirFilesNames() throws IOException {
        write("größe \"1\".txt", "text");

        ingest(folder, "--collection", "mills", "--tag", "a", "--tag", "b, c", "--language", "de", "--metadata", "{}");

        FakeQuern.Upload upload = quern.uploads().getFirst();
        assertThat(upload.fields())
                .containsEntry("collection", List.of("mills"))
                .containsEntry("tags", List.of("a", "b, c"))
                .containsEntry("language", List.of("de"))
                .containsEntry("metadata", List.of("{}"));
        assertThat(upload.fileName()).isEqualTo("größe %221%22.txt");
    }

    @Test
    void sendsNothingThatIsThereUnchanged() throws IOException {
        write("a.txt", "first");
        ingest(folder);
        screen = FakeScreen.ofNobody();

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(quern.uploads()).hasSize(1);
        assertThat(screen.printed()).startsWith("0 accepted, 1 unchanged, 1 ready");
    }

    @Test
    void sendsNothingThatOnlyHasANewTime() throws IOException {
        Path file = write("a.txt", "first");
        ingest(folder);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        ingest(folder);

        assertThat(quern.uploads()).hasSize(1);
    }

    @Test
    void sendsWhatHasChangedUnderTheSameId() throws IOException {
        Path file = write("a.txt", "first");
        ingest(folder);
        Files.writeString(file, "other");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        ingest(folder);

        assertThat(quern.uploads()).extracting(FakeQuern.Upload::content).containsExactly("first", "other");
        assertThat(quern.contents()).hasSize(1);
    }

    @Test
    void sendsEverythingWhenToldTo() throws IOException {
        write("a.txt", "first");
        ingest(folder);

        ingest(folder, "--again");

        assertThat(quern.uploads()).hasSize(2);
    }

    @Test
    void sendsWhatIsGivenOtherLabels() throws IOException {
        write("a.txt", "first");
        ingest(folder);

        ingest(folder, "--tag", "new");

        assertThat(quern.uploads()).hasSize(2);
    }

    @Test
    void sendsEverythingToAServerThatHasLostIt() throws IOException {
        write("a.txt", "first");
        ingest(folder);
        quern.loseEverything();

        ingest(folder);

        assertThat(quern.contents().values()).containsExactly("first");
    }

    @Test
    void triesADocumentThatFailedOnceMore() throws IOException {
        write("a.txt", "first");
        quern.verdict(content -> "failed:The model is away.");
        ingest(folder);
        quern.verdict(content -> "ready");
        quern.loseEverything();
        screen = FakeScreen.ofNobody();

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(quern.uploads()).hasSize(2);
    }

    @Test
    void waitsUntilDocumentsAreIndexed() throws IOException {
        write("a.txt", "good");
        write("b.txt", "bad");
        quern.pendingFor(5);
        quern.verdict(content -> content.equals("bad") ? "failed:It holds nothing." : "ready");

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.SOME_FAILED);
        assertThat(screen.printed()).contains("2 accepted", "1 ready", "1 failed", "1 × It holds nothing.", "b.txt");
    }

    @Test
    void asksLessOftenTheLongerNothingHappens() throws IOException {
        write("a.txt", "text");
        quern.pendingFor(6);

        ingest(folder);

        assertThat(time.slept())
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3));
    }

    @Test
    void doesNotWaitWhenToldSo() throws IOException {
        write("a.txt", "text");
        quern.pendingFor(5);

        ExitStatus status = ingest(folder, "--no-wait");

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(quern.requests()).noneMatch(request -> request.startsWith("GET /api/v1/documents/"));
    }

    @Test
    void waitsForWhatAnEarlierRunHasSent() throws IOException {
        write("a.txt", "text");
        quern.pendingFor(5);
        ingest(folder, "--no-wait");
        screen = FakeScreen.ofNobody();

        ingest(folder);

        assertThat(quern.uploads()).hasSize(1);
        assertThat(screen.printed()).startsWith("0 accepted, 1 unchanged, 1 ready");
    }

    @Test
    void comesBackWhenABusyServerSays() throws IOException {
        write("a.txt", "text");
        quern.fault(FakeQuern.busy(429, "7"));
        quern.fault(FakeQuern.busy(503, "2"));

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(time.slept()).hasSize(2);
        assertThat(time.slept().getFirst()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(9));
        assertThat(time.slept().getLast()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @Test
    void triesAgainAfterAConnectionWasCut() throws IOException {
        write("a.txt", "text");
        quern.fault(new FakeQuern.Cut());

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(quern.contents().values()).containsExactly("text");
    }

    @Test
    void goesOnWithOthersWhenOneFileIsCutOffEveryTime() throws IOException {
        write("a.txt", "text");
        write("b.txt", "text");
        Stream.generate(FakeQuern.Cut::new).limit(8).forEach(quern::fault);

        ExitStatus status = ingest(folder, "--parallel", "1");

        assertThat(status).isEqualTo(ExitStatus.SOME_FAILED);
        assertThat(screen.printed()).contains("1 accepted", "1 unsent", "The connection was cut every time");
    }

    @Test
    void endsWhenTheServerStaysAway() throws IOException {
        write("a.txt", "text");
        write("b.txt", "text");
        quern.goAwayAtTheFirstUpload();

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.NO_SERVER);
        assertThat(screen.messages()).contains("The server cannot be reached");
    }

    @Test
    void tellsWhichFilesAreRefusedAndWhy() throws IOException {
        write("a.txt", "text");
        write("empty.txt", "");
        quern.fault(FakeQuern.problem(422, "The file needs a password."));

        Path report = temporary.resolve("report.jsonl");
        ExitStatus status = ingest(folder, "--report", report.toString());

        assertThat(status).isEqualTo(ExitStatus.SOME_FAILED);
        assertThat(screen.printed())
                .contains(
                        "2 refused", "1 × The file needs a password.", "a.txt", "1 × The file is empty.", "empty.txt");
        assertThat(Files.readAllLines(report))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"kind\":\"REFUSED\"") && line.contains("needs a password"));
    }

    @Test
    void endsAtOnceWhenTheServerDoesNotLetItIn() throws IOException {
        write("a.txt", "text");
        quern.fault(FakeQuern.problem(401, "Who is asking is not known."));

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.NO_SERVER);
        assertThat(quern.uploads()).isEmpty();
        assertThat(screen.messages()).contains("Who is asking is not known.");
    }

    @Test
    void tellsThatNoServerIsThere() throws IOException {
        write("a.txt", "text");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        ExitStatus status = ingestAt("http://127.0.0.1:" + port, folder);

        assertThat(status).isEqualTo(ExitStatus.NO_SERVER);
        assertThat(screen.messages()).contains("nothing answers at that address");
    }

    @Test
    void endsInGoodOrderWhenInterruptedAndGoesOnLater() throws Exception {
        write("a.txt", "text");
        write("b.txt", "other");
        quern.fault(new FakeQuern.Slow());
        Thread person = Thread.startVirtualThread(() -> {
            try {
                quern.awaitSlowUpload();
                stop.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        ExitStatus status = ingest(folder, "--parallel", "1");

        person.join();
        assertThat(status).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(screen.printed()).startsWith("0 accepted");
        assertThat(ingest(new Stop(), folder)).isEqualTo(ExitStatus.FINE);
        assertThat(quern.contents().values()).containsExactlyInAnyOrder("text", "other");
    }

    @Test
    void deletesWhatIsGoneOnlyWhenAgreed() throws IOException {
        Path file = write("a.txt", "first");
        write("b.txt", "second");
        ingest(folder);
        Files.delete(file);

        screen = FakeScreen.ofAPersonWhoSays(false);
        ingest(folder, "--prune");
        assertThat(quern.contents()).hasSize(2);

        screen = FakeScreen.ofAPersonWhoSays(true);
        ExitStatus status = ingest(folder, "--prune");
        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(screen.messages()).contains("gone: " + file, "Delete the documents of 1 files");
        assertThat(quern.contents().values()).containsExactly("second");
    }

    @Test
    void doesNotTakeWhatIsLeftOutForGone() throws IOException {
        write("a.txt", "first");
        ingest(folder);

        ingest(folder, "--exclude", "*.txt", "--prune", "--yes");

        assertThat(quern.contents()).hasSize(1);
    }

    @Test
    void refusesToPruneWhereNobodyCanAgree() {
        assertThat(ingest(folder, "--prune")).isEqualTo(ExitStatus.USAGE);
        assertThat(screen.messages()).contains("--yes");
    }

    @Test
    void skipsLinksToNothing() throws IOException {
        write("a.txt", "text");
        Files.createSymbolicLink(folder.resolve("dangling.txt"), temporary.resolve("nowhere"));

        ExitStatus status = ingest(folder);

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(screen.printed()).contains("skipped 1: It is a link to nothing.");
    }

    @Test
    void tellsFilesOfTheSameNameApartByTheirFolders() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("other"));
        write("a.txt", "first");
        Files.writeString(other.resolve("a.txt"), "second");

        ExitStatus status = ingest(folder, other.toString());

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(quern.contents().values()).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void bringsManyFilesAtOnceWithoutLosingAny() throws IOException {
        List<String> contents = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            write("folder" + i % 7 + "/file" + i + ".txt", "text " + i);
            contents.add("text " + i);
        }
        for (int i = 0; i < 20; i++) {
            quern.fault(i % 2 == 0 ? FakeQuern.busy(503, "1") : new FakeQuern.Cut());
        }

        ExitStatus status = ingest(folder, "--parallel", "8");

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(quern.contents().values()).containsExactlyInAnyOrderElementsOf(contents);
    }

    @Test
    void onlyShowsWhatItWouldDo() throws IOException {
        write("a.txt", "text");

        ExitStatus status = ingest(folder, "--dry-run");

        assertThat(status).isEqualTo(ExitStatus.FINE);
        assertThat(screen.printed()).endsWith("a.txt");
        assertThat(quern.requests()).isEmpty();
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private ExitStatus ingest(Path path, String... options) {
        return ingest(stop, path, options);
    }

    private ExitStatus ingest(Stop until, Path path, String... options) {
        return run(quern.url().toString(), until, path, options);
    }

    private ExitStatus ingestAt(String url, Path path) {
        return run(url, stop, path);
    }

    private ExitStatus run(String url, Stop until, Path path, String... options) {
        List<String> arguments = new ArrayList<>(List.of("--url", url, path.toString()));
        arguments.addAll(List.of(options));
        Map<String, String> environment =
                Map.of("XDG_STATE_HOME", temporary.resolve("state").toString());
        return IngestWiring.run(arguments, environment, screen, until, time);
    }
}
