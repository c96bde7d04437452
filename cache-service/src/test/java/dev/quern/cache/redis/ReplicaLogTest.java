package dev.quern.cache.redis;

import static dev.quern.cache.Values.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.Eventually;
import dev.quern.cache.Invalidation;
import dev.quern.cache.LogPosition;
import dev.quern.cache.LogPositions;
import dev.quern.cache.ReplicaMetrics;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Those who write, read and wait for the log, one by one, over a real Redis. */
@Tag("redis")
class ReplicaLogTest {
    private static final ReplicaSettings SETTINGS =
            new ReplicaSettings(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(4), 10_000);
    /** A heartbeat takes far longer than a test waits. */
    private static final ReplicaSettings SLOW =
            new ReplicaSettings(Duration.ofMinutes(8), Duration.ZERO, Duration.ofMinutes(16), 10_000);

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private RedisServer server;
    private ReplicaLog other;
    private String incarnation;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start();
        other = log("other", SLOW);
        incarnation = other.beat(0, new LogPosition("", LogId.NONE.toString()), false)
                .state()
                .incarnation();
    }

    @AfterEach
    void stop() throws Exception {
        server.thaw();
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoWaitsReturnsInTimeAlthoughOthersWaitLongerForTheSameAnswer() throws Exception {
        ReplicaLog log = log("self", SLOW);
        other.beat(1, new LogPosition(incarnation, LogId.NONE.toString()), true);
        Acknowledgements acknowledgements = new Acknowledgements(log, "self", SLOW);
        ReplicaLog.Appended appended = append(log, "acme").orElseThrow();
        assertThat(appended.state().settled()).isTrue();
        server.freeze();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Boolean> patient = CompletableFuture.supplyAsync(
                    () -> awaits(acknowledgements, appended, Duration.ofMinutes(2)), threads);
            List<CompletableFuture<Boolean>> hasty = IntStream.range(0, 20)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> awaits(acknowledgements, appended, Duration.ofSeconds(1)), threads))
                    .toList();
            for (CompletableFuture<Boolean> one : hasty) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isFalse();
            }
            assertThat(patient).isNotDone();
            threads.shutdownNow();
        }
    }

    @Test
    void aReaderTellsThatItIsThereWhileItHasMuchToDo() throws Exception {
        AtomicReference<LogState> meanwhile = new AtomicReference<>(LogState.UNKNOWN);
        FakeLevels slow = new FakeLevels() {
            @Override
            public void drop(Invalidation invalidation) throws InterruptedException {
                if (drops.get() == 3) {
                    meanwhile.set(state());
                }
                takeABeat();
                super.drop(invalidation);
            }
        };
        read(slow, new Lease(SETTINGS));
        Eventually.await("it has found the log", () -> slow.restarts.get() == 1);
        List<LogEntry> many = IntStream.range(0, 4)
                .mapToObj(i -> LogEntry.invalidated(new Invalidation.OfTenant("tenant" + i)))
                .toList();

        LogId last = other.append(incarnation, many, Deadline.after(Duration.ofSeconds(20)))
                .orElseThrow()
                .id();

        Eventually.await("it has done everything", () -> slow.drops.get() == many.size());
        assertThat(meanwhile.get().isAcknowledged(new LogId(last.millis(), 0), "other"))
                .isTrue();
        assertThat(meanwhile.get().isAcknowledged(last, "other")).isFalse();
        Eventually.await("it says so", () -> state().isAcknowledged(last, "other"));
        assertThat(slow.restarts.get()).isEqualTo(1);
    }

    @Test
    void aReaderThatIsAlwaysALittleBehindKeepsItsLease() throws Exception {
        FakeLevels busy = new FakeLevels() {
            @Override
            public void drop(Invalidation invalidation) throws InterruptedException {
                takeABeat();
                assertThat(append(other, "acme")).isPresent();
                super.drop(invalidation);
            }
        };
        Lease lease = new Lease(SETTINGS);
        read(busy, lease);
        Eventually.await("it has found the log", () -> busy.restarts.get() == 1);
        append(other, "acme");
        append(other, "globex");

        // So many that the lease is over which it had before.
        Eventually.await("it has much to do", () -> busy.drops.get() > 6);

        Eventually.await("it has a lease all the same", lease::isHeld);
    }

    @Test
    void aWriterTellsOfTheTenantsThatAreSettledAndOfTheOthersLater() throws Exception {
        FakeLevels levels = new FakeLevels();
        levels.owing.add("acme");
        LogWriter writer = new LogWriter(log("self", SETTINGS), SETTINGS, levels, () -> incarnation);
        writer.invalidated(new Invalidation.OfTenant("acme"));
        writer.invalidated(new Invalidation.OfTenant("globex"));
        writer.replaced(key("acme", "k"));
        start(writer);

        Eventually.await("two are told", () -> told().size() == 2);
        assertThat(told())
                .containsExactlyInAnyOrder(
                        new Invalidation.OfTenant("globex"), new Invalidation.OfKey(key("acme", "k")));

        levels.owing.clear();
        Eventually.await("the last one is told", () -> told().contains(new Invalidation.OfTenant("acme")));
    }

    @Test
    void aWriterThatIsStoppedTellsTheRest() throws Exception {
        FakeLevels levels = new FakeLevels();
        levels.owing.add("acme");
        LogWriter writer = new LogWriter(log("self", SETTINGS), SETTINGS, levels, () -> incarnation);
        Thread thread = start(writer);
        writer.invalidated(new Invalidation.OfTenant("globex"));
        Eventually.await("it is at work", () -> told().size() == 1);
        writer.invalidated(new Invalidation.OfTenant("acme"));
        for (int i = 0; i < 1_200; i++) {
            writer.replaced(key("globex", "k" + i));
        }
        thread.interrupt();
        thread.join();

        writer.tellTheRest(Deadline.after(Duration.ofSeconds(20)));

        assertThat(told()).contains(new Invalidation.OfTenant("acme"));
        assertThat(told().stream().distinct()).hasSize(1_202);
    }

    @Test
    void aWriterThatIsStoppedWhileRedisIsAwayGivesUp() throws Exception {
        LogWriter writer = new LogWriter(log("self", SLOW), SLOW, new FakeLevels(), () -> incarnation);
        append(other, "globex");
        writer.invalidated(new Invalidation.OfTenant("acme"));
        server.freeze();

        Thread closing = Thread.ofVirtual().start(() -> {
            try {
                writer.tellTheRest(Deadline.after(Duration.ofMillis(200)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(closing.join(Duration.ofSeconds(30))).isTrue();
    }

    private static void takeABeat() {
        LockSupport.parkNanos(SETTINGS.beat().toNanos());
    }

    private static boolean awaits(Acknowledgements acknowledgements, ReplicaLog.Appended appended, Duration time) {
        try {
            return acknowledgements.await(appended, Deadline.after(time));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Optional<ReplicaLog.Appended> append(ReplicaLog log, String tenant) throws InterruptedException {
        return log.append(
                incarnation,
                List.of(LogEntry.invalidated(new Invalidation.OfTenant(tenant))),
                Deadline.after(Duration.ofSeconds(20)));
    }

    private LogState state() throws InterruptedException {
        return other.state(Deadline.after(Duration.ofSeconds(20)));
    }

    private List<Invalidation> told() throws InterruptedException {
        List<Invalidation> told = new ArrayList<>();
        LogId from = LogId.NONE;
        List<ReplicaLog.Read> entries = other.read(from, Duration.ofMillis(1)).entries();
        while (!entries.isEmpty()) {
            entries.forEach(read -> read.entry().ifPresent(entry -> told.add(entry.invalidation())));
            from = entries.getLast().id();
            entries = other.read(from, Duration.ofMillis(1)).entries();
        }
        return told;
    }

    private void read(FakeLevels levels, Lease lease) {
        start(new LogReader(
                log("self", SETTINGS),
                "self",
                SETTINGS,
                levels,
                lease,
                LogPositions.inMemory(),
                new ReplicaMetrics(new SimpleMeterRegistry())));
    }

    private Thread start(Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().start(work);
        opened.add(() -> {
            thread.interrupt();
            thread.join();
        });
        return thread;
    }

    private ReplicaLog log(String member, ReplicaSettings settings) {
        ReplicaLog log = new ReplicaLog(new StoreLink(server.link(vertx)), member, settings);
        opened.add(log);
        return log;
    }
}
