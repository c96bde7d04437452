package dev.quern.retrieval.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Extraction;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.ScratchFolder;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, good and bad: every file says what becomes of the one that reads it. */
class ExtractorProcessesTest {
    private static final Extraction.Described UNKNOWN = new Extraction.Described("", "");

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Call call = TestCalls.of("acme");
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Extraction> open = new ArrayList<>();
    private int files;

    @AfterEach
    void close() {
        open.forEach(Extraction::close);
        threads.shutdownNow();
    }

    @Test
    void readsFilesWithOneProcessAfterTheOther() throws IOException {
        Extraction extraction = extraction();
        assertThat(count("started")).isZero();

        Path text = into();
        Extraction.ExtractedText found = extraction.extract(call, file("write A mill."), UNKNOWN, text);
        String first = read(extraction, "name-yourself");

        assertThat(found).isEqualTo(new Extraction.ExtractedText("text/plain", "A title", 7));
        assertThat(text).hasContent("A mill.");
        assertThat(read(extraction, "name-yourself")).isEqualTo(first);
        assertThat(count("started")).isEqualTo(1);
        assertThat(count("killed")).isZero();
        assertThat(timed("text/plain", "extracted")).isEqualTo(3);
    }

    @Test
    void tellsTheProcessNothingThatItNeedNotKnow() {
        String environment = read(extraction(), "show-environment");

        assertThat(environment)
                .startsWith("{")
                .doesNotContain("PATH=", "HOME=", "JAVA_HOME=")
                .contains(folder.resolve("extraction").toString())
                .endsWith("hosts: ");
    }

    @Test
    void saysWhyAFileIsRefused() {
        Extraction extraction = extraction();

        assertRefused(ErrorCode.UNSUPPORTED_MEDIA_TYPE, extraction, "refuse UNKNOWN_KIND");
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, extraction, "refuse TOO_LONG");
        for (String reason : List.of("PROTECTED", "BROKEN", "NO_TEXT", "TOO_COMPLEX")) {
            QuernException failure = assertRefused(ErrorCode.UNPROCESSABLE, extraction, "refuse " + reason);
            assertThat(failure.text()).isEqualTo("It is " + reason + ".");
        }
        assertThat(count("started")).isEqualTo(1);
        assertThat(timed("other", "protected")).isEqualTo(1);
    }

    @Test
    void aFileThatTakesAProcessDownTakesNothingElseWithIt() {
        Extraction extraction = extraction("extraction.memory", "64M", "extraction.disk", "32M");
        read(extraction, "write A mill.");

        assertRefused(ErrorCode.UNPROCESSABLE, extraction, "crash");
        assertRefused(ErrorCode.UNPROCESSABLE, extraction, "talk-nonsense");
        assertRefused(ErrorCode.UNPROCESSABLE, extraction, "fill-memory");
        assertRefused(ErrorCode.UNPROCESSABLE, extraction, "fill-disk");

        assertThat(read(extraction, "write A river.")).isEqualTo("A river.");
        assertThat(timed("other", "unprocessable")).isEqualTo(4);
        await(() -> remaining() == 1);
    }

    @Test
    void readsAFileOnceMoreWhenItsProcessWasNoLongerFresh() {
        Extraction extraction = extraction();
        read(extraction, "write A mill.");

        assertThat(read(extraction, "crash-when-used")).isEqualTo("fresh");
        assertThat(count("killed")).isEqualTo(1);
    }

    @Test
    void killsAProcessThatTakesTooLong() {
        QuernException failure = assertRefused(ErrorCode.UNPROCESSABLE, extraction("extraction.time", "2S"), "hang");

        assertThat(failure.text()).contains("time");
        assertThat(count("killed")).isEqualTo(1);
        await(() -> remaining() == 0);
    }

    @Test
    void killsAProcessWhoseCallerHasGone() throws Exception {
        Extraction extraction = extraction();
        Path text = into();
        Future<?> reading = threads.submit(() -> extraction.extract(call, file("hang"), UNKNOWN, text));
        await(() -> text.toFile().length() > 0);

        reading.cancel(true);

        awaitDeath(Files.readString(text));
        assertThat(read(extraction, "write A mill.")).isEqualTo("A mill.");
        assertThat(timed("other", "cancelled")).isEqualTo(1);
    }

    @Test
    void doesNotReadLongerThanItsCallerWaits() {
        Extraction extraction = extraction();
        Call short_ = new Call(call.credential(), Deadline.after(Duration.ofSeconds(1)), call.traceId());

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> extraction.extract(short_, file("hang"), UNKNOWN, into()));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void letsFilesWaitForAProcessAndRefusesThoseThatAreTooMany() {
        Extraction extraction = extraction("extraction.processes", "1", "extraction.waiting", "1");
        Path first = into();
        Future<?> reading = threads.submit(() -> extraction.extract(call, file("hang"), UNKNOWN, first));
        await(() -> first.toFile().length() > 0);
        Future<String> waiting = threads.submit(() -> read(extraction, "write A mill."));
        await(() -> meters.get("quern.retrieval.extraction.waiting").gauge().value() == 1);

        QuernException failure = catchThrowableOfType(QuernException.class, () -> read(extraction, "write A river."));

        assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(failure.retryAfter()).isPresent();
        reading.cancel(true);
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("A mill.");
    }

    @Test
    void endsAProcessThatNobodyNeedsOrThatHasReadEnough() {
        Extraction idle = extraction("extraction.idle", "1MS");
        awaitDeath(read(idle, "name-yourself"));

        Extraction fresh = extraction("extraction.files", "2");
        String first = read(fresh, "name-yourself");
        assertThat(read(fresh, "name-yourself")).isEqualTo(first);
        assertThat(read(fresh, "name-yourself")).isNotEqualTo(first);
        awaitDeath(first);
    }

    @Test
    void usesNoProcessAgainThatSaidMoreThanItWasAsked() {
        Extraction extraction = extraction();

        String first = read(extraction, "talk-too-much");

        assertThat(read(extraction, "name-yourself")).isNotEqualTo(first);
        awaitDeath(first);
    }

    @Test
    void endsItsProcessesWithItself() {
        Extraction extraction = extraction();
        String process = read(extraction, "name-yourself");

        extraction.close();

        awaitDeath(process);
        assertRefused(ErrorCode.CANCELLED, extraction, "write A mill.");
    }

    @Test
    void saysThatItIsNotTheFilesFaultWhenNoProcessStarts() {
        assertRefused(
                ErrorCode.SERVICE_UNAVAILABLE, extraction("extraction.command", "/no/such/program"), "write A mill.");
        assertRefused(ErrorCode.SERVICE_UNAVAILABLE, extraction("extraction.command", "/bin/false"), "write A mill.");
    }

    @Test
    void doesNotBlameTheFileWhenNoMoreProcessesStart() throws IOException {
        Extraction extraction = extraction("extraction.files", "1");
        read(extraction, "write A mill.");
        await(() -> remaining() == 0);
        Path processes = folder.resolve("extraction");
        ScratchFolder.remove(processes);
        Files.writeString(processes, "in the way");

        QuernException failure = assertRefused(ErrorCode.SERVICE_UNAVAILABLE, extraction, "write A river.");

        assertThat(failure.field()).isEmpty();
    }

    @Test
    void doesNotBlameTheFileForAFullDisk() {
        QuernException unwritable = assertRefused(ErrorCode.SERVICE_UNAVAILABLE, extraction(), "refuse UNWRITABLE");
        QuernException full = assertRefused(ErrorCode.SERVICE_UNAVAILABLE, extraction("free-space", "1000P"), "hang");

        assertThat(unwritable.field()).isEmpty();
        assertThat(full.text()).contains("disk");
        assertThat(count("killed")).isEqualTo(1);
    }

    @Test
    void hearsFromTheRealProcessThatAFileTookAllItsMemory() throws IOException {
        Extraction extraction = new ExtractorProcesses(config("extraction.memory", "32M"), meters);
        open.add(extraction);
        Path page = Files.writeString(
                folder.resolve("page"), "<html><body>" + "<p><b>x</b></p>".repeat(600_000) + "</body></html>");

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> extraction.extract(call, page, UNKNOWN, into()));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNPROCESSABLE);
        assertThat(timed("other", "too_complex")).isEqualTo(1);
    }

    @Test
    void startsTheRealProcess() {
        Extraction extraction = new ExtractorProcesses(config(), meters);
        open.add(extraction);

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> extraction.extract(call, picture(), UNKNOWN, into()));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        assertThat(count("started")).isEqualTo(1);
    }

    @Test
    void takesAFileThatKillsTheVeryFirstProcessForWhatItIs() {
        assertRefused(ErrorCode.UNPROCESSABLE, extraction(), "crash");
    }

    private RetrievalConfig config(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of("state", folder.toString()));
        all.addAll(List.of(keysAndValues));
        return TestConfig.with(all.toArray(String[]::new));
    }

    private Extraction extraction(String... keysAndValues) {
        Extraction extraction = new ExtractorProcesses(config(keysAndValues), ObedientExtractor.class, meters);
        open.add(extraction);
        return extraction;
    }

    private String read(Extraction extraction, String order) {
        Path text = into();
        extraction.extract(call, file(order), UNKNOWN, text);
        try {
            return Files.readString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private QuernException assertRefused(ErrorCode code, Extraction extraction, String order) {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> read(extraction, order));
        assertThat(failure.code()).as(order).isEqualTo(code);
        return failure;
    }

    private Path file(String order) {
        try {
            return Files.writeString(folder.resolve("file " + files++), order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path picture() {
        try {
            byte[] signature = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
            return Files.write(folder.resolve("picture"), signature);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path into() {
        return folder.resolve("text " + files++);
    }

    private double count(String what) {
        return meters.counter("quern.retrieval.extractors." + what).count();
    }

    private long timed(String kind, String outcome) {
        return meters.get("quern.retrieval.extraction")
                .tag("media_type", kind)
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    /** Folders of processes that are not gone. */
    private long remaining() {
        try (Stream<Path> inside = Files.list(folder.resolve("extraction"))) {
            return inside.filter(Files::isDirectory).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitDeath(String process) {
        await(() -> ProcessHandle.of(Long.parseLong(process)).isEmpty());
    }

    private static void await(BooleanSupplier condition) {
        long bound = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).describedAs("waited too long").isLessThan(bound);
            Thread.onSpinWait();
        }
    }
}
