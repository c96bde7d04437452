package dev.quern.gateway.redis;

import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisScript;
import dev.quern.redis.RedisUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * How many gateways there are: each says every few seconds that it lives, and is counted until it was silent for three
 * times as long. One that Redis has lost comes back with its next word, so the number is the highest of the last three
 * answers. While Redis is away it is the last that was known.
 */
final class Replicas implements Runnable {
    static final Duration BEAT = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(Replicas.class);
    private static final int ANSWERS = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final List<String> KEY = List.of("quern:gateway:replicas");

    /** KEYS: all. ARGV: which, for how many milliseconds it may be silent. */
    private static final RedisScript LIVE = new RedisScript("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZADD', KEYS[1], now, ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return redis.call('ZCARD', KEYS[1])
            """);

    /** KEYS: all. ARGV: which. */
    private static final RedisScript LEAVE = new RedisScript("return redis.call('ZREM', KEYS[1], ARGV[1])");

    private final RedisLink link;
    private final Duration beat;
    private final String name = UUID.randomUUID().toString();
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** The last ones; used by one thread only. */
    private final Deque<Integer> answers = new ArrayDeque<>(ANSWERS);

    private volatile int count;

    /** @param assumed how many there are as long as Redis has not told */
    Replicas(RedisLink link, int assumed, Duration beat) {
        this.link = link;
        this.beat = beat;
        count = assumed;
    }

    /** At least one. */
    int count() {
        return count;
    }

    /** Until it is stopped. */
    @Override
    public void run() {
        try {
            do {
                say();
            } while (!stopped.await(beat.toNanos(), TimeUnit.NANOSECONDS));
            ask(LEAVE, List.of(name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says once that this one lives. */
    void say() throws InterruptedException {
        String silence = Long.toString(beat.multipliedBy(ANSWERS).toMillis());
        OptionalInt answer = ask(LIVE, List.of(name, silence));
        if (answer.isPresent()) {
            if (answers.size() == ANSWERS) {
                answers.removeFirst();
            }
            answers.addLast(Math.max(1, answer.getAsInt()));
            count = Collections.max(answers);
        }
    }

    void stop() {
        stopped.countDown();
    }

    private OptionalInt ask(RedisScript script, List<String> arguments) throws InterruptedException {
        Deadline deadline = Deadline.after(TIMEOUT);
        try {
            return link.session(KEY.getFirst(), deadline).run(script, KEY, arguments, deadline).stream()
                    .mapToInt(answer -> Integer.parseInt(answer.toString()))
                    .findFirst();
        } catch (RedisUnavailableException away) {
            LOG.debugf("The number of gateways is not known: %s", away.getMessage());
            return OptionalInt.empty();
        }
    }
}
