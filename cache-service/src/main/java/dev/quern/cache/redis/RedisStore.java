package dev.quern.cache.redis;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CacheLevel;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Tag;
import dev.quern.cache.Usage;
import dev.quern.cache.ValueStore;
import dev.quern.protocol.Deadline;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Values in Redis, shared by all replicas.
 *
 * <p>A value is served only while two things hold, whatever Redis has lost, evicted, restored or failed over:
 *
 * <ul>
 *   <li>It begins with the present <em>epoch</em> of its tenant, and that epoch with the run id of the server. A new
 *       epoch outdates all that a tenant has at once. A server that comes back with an older state, from a snapshot or
 *       as a replica that was promoted, has another run id, so invalidations that it has forgotten do no harm.
 *   <li>It is a member of the set of each of its tags. Emptying the set outdates the values at once, even those that
 *       Redis evicted from the set and not from its memory.
 * </ul>
 *
 * <p>A read is one round trip, and a second one when the value has tags.
 */
public final class RedisStore implements ValueStore, AutoCloseable {
    private final RedisSettings settings;
    private final InstantSource clock;
    private final RedisLink link;
    private final ValueCodec codec;

    /** Opens no connection. */
    public RedisStore(Vertx vertx, RedisSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.link = new RedisLink(vertx, settings.uri(), settings.password());
        this.codec = new ValueCodec(settings.compressAbove());
    }

    @Override
    public CacheLevel level() {
        return CacheLevel.REDIS;
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        RedisSession session = link.session(deadline);
        Response found = session.require(
                Request.cmd(Command.MGET).arg(RedisNames.epoch(key.tenant())).arg(RedisNames.value(key)), deadline);
        Optional<CachedValue> value = current(session, found.get(0), found.get(1))
                .filter(stored -> !stored.remaining(clock.instant()).isZero());
        return value.isPresent() && hasAllTags(session, key, value.get().tags(), deadline) ? value : Optional.empty();
    }

    @Override
    public void put(CacheKey key, CachedValue value) throws InterruptedException {
        Instant now = clock.instant();
        double share = 1 - settings.jitter() * ThreadLocalRandom.current().nextDouble();
        long millis = (long) (value.remaining(now).toMillis() * share);
        Deadline deadline = Deadline.after(settings.timeout());
        RedisSession session = link.session(deadline);
        if (millis == 0) {
            session.ask(Request.cmd(Command.UNLINK).arg(RedisNames.value(key)), deadline);
            return;
        }
        CachedValue jittered = new CachedValue(value.content(), value.storedAt(), now.plusMillis(millis), value.tags());
        Request put = Request.cmd(Command.EVAL)
                .arg(Scripts.PUT)
                .arg(2 + value.tags().size())
                .arg(RedisNames.epoch(key.tenant()))
                .arg(RedisNames.value(key));
        value.tags().forEach(tag -> put.arg(RedisNames.tag(key.tenant(), tag)));
        session.ask(
                put.arg(session.runId())
                        .arg(newEpoch(session))
                        .arg(codec.encode(jittered))
                        .arg(millis),
                deadline);
    }

    @Override
    public long invalidate(Invalidation invalidation) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.invalidationTimeout());
        RedisSession session = link.session(deadline);
        Unlinking unlinking = new Unlinking(session, deadline);
        return switch (invalidation) {
            case Invalidation.OfKey one -> unlinking.values(List.of(RedisNames.value(one.key())));
            case Invalidation.OfTag tagged -> unlinking.tagged(tagged.tenant(), tagged.tag());
            case Invalidation.OfPattern some -> unlinking.matching(some.tenant(), some.pattern());
            case Invalidation.OfTenant all -> {
                Request epoch = Request.cmd(Command.SET)
                        .arg(RedisNames.epoch(all.tenant()))
                        .arg(newEpoch(session));
                session.ask(epoch, deadline);
                // Redis lets the values go when they expire; how many they were is not known.
                yield 0;
            }
        };
    }

    /** Of the whole server, which others use too. */
    @Override
    public Usage usage() throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        RedisSession session = link.session(deadline);
        long entries = session.number(Request.cmd(Command.DBSIZE), deadline);
        RedisInfo info = RedisInfo.parse(
                session.require(Request.cmd(Command.INFO), deadline).toString());
        return new Usage(entries, info.number("used_memory"), info.number("evicted_keys"));
    }

    @Override
    public void check() throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        link.session(deadline).ask(Request.cmd(Command.PING), deadline);
    }

    @Override
    public void close() {
        link.close();
    }

    private Optional<CachedValue> current(RedisSession session, @Nullable Response epoch, @Nullable Response value) {
        if (epoch == null || value == null || !epoch.toString().startsWith(session.runId())) {
            return Optional.empty();
        }
        byte[] expected = epoch.toBytes();
        byte[] stored = value.toBytes();
        boolean same = stored.length > expected.length
                && Arrays.equals(expected, 0, expected.length, stored, 0, expected.length);
        return same ? codec.decode(stored, expected.length) : Optional.empty();
    }

    private static boolean hasAllTags(RedisSession session, CacheKey key, Set<Tag> tags, Deadline deadline)
            throws InterruptedException {
        if (tags.isEmpty()) {
            return true;
        }
        List<Request> questions = new ArrayList<>();
        for (Tag tag : tags) {
            questions.add(Request.cmd(Command.SISMEMBER)
                    .arg(RedisNames.tag(key.tenant(), tag))
                    .arg(RedisNames.value(key)));
        }
        return session.allTrue(questions, deadline);
    }

    private static String newEpoch(RedisSession session) {
        return session.runId() + UUID.randomUUID().toString().replace("-", "");
    }
}
