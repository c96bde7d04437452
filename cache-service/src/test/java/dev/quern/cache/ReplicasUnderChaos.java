package dev.quern.cache;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;

import dev.quern.cache.redis.ReplicaSettings;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Several replicas used by several threads while their Redis is killed, frozen, flushed, restarted empty and cut off, and
 * a replica starts again now and then. Checks the {@link History} of it.
 *
 * <p>By hand, for a minute, from the folder of cache-service after its tests were compiled (arguments: seconds, seed):
 * {@code mvn -q dependency:build-classpath -Dmdep.outputFile=target/classpath} and then
 * {@code java -cp target/test-classes:target/classes:$(cat target/classpath) dev.quern.cache.ReplicasUnderChaos 60 1}
 */
final class ReplicasUnderChaos {
    private static final int REPLICAS = 3;
    private static final int THREADS = 8;
    private static final int TAGS = 4;
    /** So short that there is time between two faults in which invalidations are confirmed at once. */
    private static final ReplicaSettings SETTINGS =
            new ReplicaSettings(Duration.ofMillis(400), Duration.ofMillis(100), Duration.ofSeconds(1), 10_000);

    private static final List<CacheKey> KEYS =
            IntStream.range(0, 24).mapToObj(i -> key("tenant" + i % 2, "k" + i)).toList();

    private final Duration duration;
    private final long seed;
    private final History history = new History(KEYS);
    private final LongAdder gets = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder confirmed = new LongAdder();
    private final LongAdder unconfirmed = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Slot> slots = new ArrayList<>();

    ReplicasUnderChaos(Duration duration, long seed) {
        this.duration = duration;
        this.seed = seed;
    }

    /** What came of it. */
    record Figures(
            long gets,
            long hits,
            long puts,
            long confirmed,
            long unconfirmed,
            long faults,
            List<String> violations,
            List<Throwable> failures) {}

    static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 60;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        Figures figures = new ReplicasUnderChaos(Duration.ofSeconds(seconds), seed).run();
        System.out.println(figures);
        System.exit(figures.violations().isEmpty() && figures.failures().isEmpty() ? 0 : 1);
    }

    Figures run() throws Exception {
        Vertx vertx = Vertx.vertx();
        Deadline end = Deadline.after(duration);
        try (RedisServer server = RedisServer.start()) {
            Redis raw = Redis.createClient(
                    vertx, new RedisOptions().setConnectionString(server.uri()).setPassword(RedisServer.PASSWORD));
            for (int i = 0; i < REPLICAS; i++) {
                slots.add(new Slot(vertx, server));
            }
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed * 1_000 + i);
                threads.add(Thread.ofVirtual().start(() -> use(random, end)));
            }
            try {
                harm(server, raw, new Random(seed), end);
            } finally {
                for (Thread thread : threads) {
                    thread.join();
                }
                for (Slot slot : slots) {
                    slot.replica.close();
                }
                raw.close();
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        return new Figures(
                gets.sum(),
                hits.sum(),
                puts.sum(),
                confirmed.sum(),
                unconfirmed.sum(),
                faults.sum(),
                List.copyOf(history.violations()),
                List.copyOf(failures));
    }

    private void use(Random random, Deadline end) {
        while (!end.isPassed()) {
            try {
                Replica replica = slots.get(random.nextInt(REPLICAS)).replica;
                int index = random.nextInt(KEYS.size());
                switch (random.nextInt(20)) {
                    case 0 -> invalidate(replica, random, index);
                    case 1, 2, 3 -> put(replica, index);
                    default -> get(replica, KEYS.get(index));
                }
            } catch (InterruptedException | RuntimeException | AssertionError failure) {
                failures.add(failure);
            }
        }
    }

    private void get(Replica replica, CacheKey key) throws InterruptedException {
        long deadBefore = history.deadBefore(key);
        replica.get(key).ifPresent(value -> {
            hits.increment();
            history.read(key, value, deadBefore);
        });
        gets.increment();
    }

    private void put(Replica replica, int index) throws InterruptedException {
        String text = history.newValue();
        replica.cache.put(KEYS.get(index), value(text, document("d" + index % TAGS)));
        history.putReturned(text);
        puts.increment();
    }

    private void invalidate(Replica replica, Random random, int index) throws InterruptedException {
        CacheKey key = KEYS.get(index);
        List<CacheKey> covered = List.of(key);
        Invalidation invalidation = new Invalidation.OfKey(key);
        if (random.nextBoolean()) {
            // Tenants alternate and so do tags: a tag's keys are all of one tenant.
            covered = IntStream.range(0, KEYS.size())
                    .filter(i -> i % TAGS == index % TAGS)
                    .mapToObj(KEYS::get)
                    .toList();
            invalidation = new Invalidation.OfTag(key.tenant(), document("d" + index % TAGS));
        }
        long begunAt = System.nanoTime();
        Deadline deadline = Deadline.after(Duration.ofMillis(random.nextBoolean() ? 100 : 2_000));
        if (replica.cache.invalidate(invalidation, deadline).confirmed()) {
            history.confirmed(covered, begunAt);
            confirmed.increment();
        } else {
            unconfirmed.increment();
        }
    }

    private void harm(RedisServer server, Redis raw, Random random, Deadline end) throws Exception {
        while (!end.isPassed()) {
            pause(random, 300, 3_000);
            switch (random.nextInt(5)) {
                case 0 -> {
                    server.kill();
                    pause(random, 50, 1_500);
                    server.restart();
                }
                case 1 -> {
                    server.freeze();
                    pause(random, 50, 1_500);
                    server.thaw();
                }
                case 2 -> send(raw, Request.cmd(Command.FLUSHALL));
                case 3 ->
                    send(
                            raw,
                            Request.cmd(Command.CLIENT)
                                    .arg("KILL")
                                    .arg("TYPE")
                                    .arg("normal")
                                    .arg("SKIPME")
                                    .arg("yes"));
                default -> slots.get(random.nextInt(REPLICAS)).restart();
            }
            faults.increment();
        }
    }

    private static void send(Redis raw, Request request) throws Exception {
        raw.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void pause(Random random, int shortest, int longest) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(shortest, longest));
    }

    /** Where a replica runs, with a disk that outlives it. */
    private static final class Slot {
        private final Vertx vertx;
        private final RedisServer server;
        private final LocalDisk disk = new LocalDisk();
        private final LogPositions positions = LogPositions.inMemory();
        private volatile Replica replica;

        Slot(Vertx vertx, RedisServer server) {
            this.vertx = vertx;
            this.server = server;
            this.replica = started();
        }

        /** Those who still use the one before find that it is closed, and its disk taken over. */
        void restart() throws Exception {
            Replica before = replica;
            before.close();
            replica = started();
        }

        private Replica started() {
            return new Replica(vertx, server, SETTINGS, disk, positions);
        }
    }
}
