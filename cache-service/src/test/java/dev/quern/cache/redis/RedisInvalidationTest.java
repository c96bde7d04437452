package dev.quern.cache.redis;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Glob;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Values;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hundred thousand values at once, and what else Redis has to do goes on. */
@org.junit.jupiter.api.Tag("redis")
class RedisInvalidationTest {
    private static final int MANY = 100_000;
    private static final int AT_ONCE = 256;
    /** Microseconds; the machine that runs the tests may be busy, and a command of 100,000 values takes far longer. */
    private static final String SLOW = "10000";

    private static Vertx vertx;
    private static RedisServer server;
    private static RedisLink link;
    private static RedisStore store;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        server = RedisServer.start("--slowlog-log-slower-than", SLOW);
        link = server.link(vertx);
        store = new RedisStore(link, CacheRedis.settings(Duration.ofSeconds(20)), InstantSource.system());
    }

    @AfterAll
    static void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void ofAHundredThousandByTagTakesOneShortCommand() throws Exception {
        fill("tagged", value("v", document("big")));
        server.command("SLOWLOG", "RESET");
        server.command("CONFIG", "RESETSTAT");

        store.invalidate(new Invalidation.OfTag("acme", document("big")));

        assertThat(server.command("SLOWLOG", "GET")).isEmpty();
        assertThat(calls("unlink")).isEqualTo(1);
        assertThat(found("tagged")).isZero();
        store.put(key("acme", "tagged1"), value("new", document("big")));
        assertThat(store.get(key("acme", "tagged1")).map(Values::text)).contains("new");
    }

    @Test
    void ofAHundredThousandByPatternHoldsNobodyUp() throws Exception {
        fill("pattern", value("v"));
        store.put(key("acme", "other"), value("v"));
        server.command("SLOWLOG", "RESET");
        server.command("CONFIG", "RESETSTAT");

        long dropped = store.invalidate(new Invalidation.OfPattern("acme", new Glob("pattern*")));

        long slow = Long.parseLong(server.command("SLOWLOG", "LEN"));
        long commands = calls("scan") + calls("unlink");
        assertThat(dropped).isEqualTo(MANY);
        assertThat(commands).isGreaterThan(MANY / 1_000);
        // The system may have held up one of them.
        assertThat(slow).isLessThan(commands / 50);
        assertThat(store.get(key("acme", "other"))).isPresent();
        assertThat(found("pattern")).isZero();
    }

    @Test
    void byPatternIsGivenUpWhenItTakesTooLong() throws Exception {
        store.put(key("acme", "late"), value("v"));
        Deadline deadline = Deadline.after(Duration.ofSeconds(20));
        Scanning scanning = new Scanning(new StoreLink(link).session(RedisNames.epoch("acme"), deadline), deadline);

        assertThat(scanning.drop("acme", new Glob("late*"), Deadline.after(Duration.ZERO)))
                .isFalse();
        assertThat(scanning.drop("acme", new Glob("late*"), deadline)).isTrue();

        assertThat(scanning.dropped()).isEqualTo(1);
        assertThat(store.get(key("acme", "late"))).isEmpty();
    }

    private static long calls(String command) throws Exception {
        String line = server.command("INFO", "commandstats")
                .lines()
                .filter(each -> each.startsWith("cmdstat_" + command + ":"))
                .findAny()
                .orElseThrow();
        return Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1"));
    }

    private static void fill(String prefix, CachedValue value) throws Exception {
        each(prefix, key -> store.put(key, value));
    }

    private static int found(String prefix) throws Exception {
        AtomicInteger found = new AtomicInteger();
        each(prefix, key -> {
            if (store.get(key).isPresent()) {
                found.incrementAndGet();
            }
        });
        return found.get();
    }

    private static void each(String prefix, Action action) throws Exception {
        Semaphore room = new Semaphore(AT_ONCE);
        AtomicInteger done = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < MANY; i++) {
                CacheKey key = key("acme", prefix + i);
                room.acquire();
                var _ = threads.submit(() -> {
                    try {
                        action.on(key);
                        done.incrementAndGet();
                    } finally {
                        room.release();
                    }
                    return null;
                });
            }
        }
        assertThat(done.get()).isEqualTo(MANY);
    }

    @FunctionalInterface
    private interface Action {
        void on(CacheKey key) throws InterruptedException;
    }
}
