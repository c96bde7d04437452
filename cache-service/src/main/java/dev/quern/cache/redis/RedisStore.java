package dev.quern.cache.redis;

import dev.quern.cache.CacheKey;
import dev.quern.cache.CacheLevel;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Invalidation;
import dev.quern.cache.StoreFullException;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Usage;
import dev.quern.cache.ValueCodec;
import dev.quern.cache.ValueStore;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisInfo;
import dev.quern.redis.RedisLink;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values in Redis, shared by all replicas.
 *
 * <p>A value is served only while two things hold, whatever Redis has lost, evicted, restored or failed over:
 *
 * <ul>
 *   <li>It begins with the present <em>epoch</em> of its tenant, and that epoch with the reign of the server
 *       ({@link RedisInfo#reign}). Without its epoch all that a tenant has is outdated at once. A server that comes back
 *       with an older state, from a snapshot or as a replica that was promoted, reigns anew, so invalidations that it
 *       has forgotten do no harm. All keys of a tenant are in one slot, so in a cluster the same holds for the master of
 *       that slot, and a slot that has moved is one that reigns anew.
 *   <li>Its tags have the <em>versions</em> that they had when it was stored. A tag without its version outdates its
 *       values at once, be they one or a hundred thousand, and a version is never given twice. What is outdated gives
 *       its memory back when it expires, or earlier when Redis evicts what nobody reads.
 * </ul>
 *
 * <p>A read is one round trip, and a second one when the value has tags.
 */
public final class RedisStore implements ValueStore {
    /** How many values had a tag or were of a tenant, Redis does not count. */
    private static final long UNKNOWN = 0;

    private final StoreLink link;
    private final RedisSettings settings;
    private final InstantSource clock;
    private final ValueCodec codec;

    /** Opens no connection. */
    public RedisStore(RedisLink link, RedisSettings settings, InstantSource clock) {
        this.link = new StoreLink(link);
        this.settings = settings;
        this.clock = clock;
        this.codec = new ValueCodec(settings.compressAbove());
    }

    @Override
    public CacheLevel level() {
        return CacheLevel.REDIS;
    }

    @Override
    public Optional<CachedValue> get(CacheKey key) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        StoreSession session = session(key.tenant(), deadline);
        Response found = session.require(
                Request.cmd(Command.MGET).arg(RedisNames.epoch(key.tenant())).arg(RedisNames.value(key)), deadline);
        Optional<StoredValue> stored = current(session, found.get(0), found.get(1))
                .filter(value -> !value.value().remaining(clock.instant()).isZero());
        return stored.isPresent() && hasItsTags(session, key.tenant(), stored.get(), deadline)
                ? stored.map(StoredValue::value)
                : Optional.empty();
    }

    @Override
    public void put(CacheKey key, CachedValue value) throws InterruptedException {
        Instant now = clock.instant();
        long millis = value.remaining(now).toMillis();
        Deadline deadline = Deadline.after(settings.timeout());
        StoreSession session = session(key.tenant(), deadline);
        if (millis == 0) {
            drop(session, RedisNames.value(key), deadline);
            return;
        }
        Request put = Request.cmd(Command.EVAL)
                .arg(Scripts.PUT)
                .arg(2 + value.tags().size())
                .arg(RedisNames.epoch(key.tenant()))
                .arg(RedisNames.value(key));
        tagNames(key.tenant(), value).forEach(put::arg);
        put.arg(session.runId())
                .arg(UUID.randomUUID().toString())
                .arg(codec.encode(value))
                .arg(millis)
                .arg(session.clock(deadline).microsAt(deadline));
        try {
            if (session.number(put, deadline) == 0) {
                session.forgetClock();
                throw new StoreUnavailableException("A put came too late to Redis.");
            }
        } catch (StoreFullException full) {
            drop(session, RedisNames.value(key), deadline);
            throw full;
        }
    }

    @Override
    public long invalidate(Invalidation invalidation) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.invalidationTimeout());
        StoreSession session = session(invalidation.tenant(), deadline);
        return switch (invalidation) {
            case Invalidation.OfKey one -> drop(session, RedisNames.value(one.key()), deadline);
            case Invalidation.OfTag tagged -> {
                drop(session, RedisNames.tag(tagged.tenant(), tagged.tag()), deadline);
                yield UNKNOWN;
            }
            case Invalidation.OfPattern some -> matching(session, some, deadline);
            case Invalidation.OfTenant all -> {
                drop(session, RedisNames.epoch(all.tenant()), deadline);
                yield UNKNOWN;
            }
        };
    }

    /** Of the whole of all servers, which others use too. */
    @Override
    public Usage usage() throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        long entries = 0;
        long bytes = 0;
        long evictions = 0;
        for (StoreSession session : link.sessions(deadline)) {
            entries += session.number(Request.cmd(Command.DBSIZE), deadline);
            RedisInfo info = RedisInfo.parse(
                    session.require(Request.cmd(Command.INFO), deadline).toString());
            bytes += info.number("used_memory");
            evictions += info.number("evicted_keys");
        }
        return new Usage(entries, bytes, evictions);
    }

    @Override
    public void check() throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        for (StoreSession session : link.sessions(deadline)) {
            session.ask(Request.cmd(Command.PING), deadline);
        }
    }

    @Override
    public String part(String tenant) {
        return link.part(RedisNames.epoch(tenant));
    }

    @Override
    public List<String> advice() {
        return link.advice();
    }

    private StoreSession session(String tenant, Deadline deadline) throws InterruptedException {
        return link.session(RedisNames.epoch(tenant), deadline);
    }

    /** Looks at every key of the server; when that takes too long, everything of the tenant goes instead. */
    private long matching(StoreSession session, Invalidation.OfPattern some, Deadline deadline)
            throws InterruptedException {
        Deadline patience = deadline.orAfter(deadline.remaining().dividedBy(2));
        Scanning scanning = new Scanning(session, deadline);
        if (!scanning.drop(some.tenant(), some.pattern(), patience)) {
            drop(session, RedisNames.epoch(some.tenant()), deadline);
        }
        return scanning.dropped();
    }

    private static long drop(StoreSession session, String name, Deadline deadline) throws InterruptedException {
        return session.number(Request.cmd(Command.UNLINK).arg(name), deadline);
    }

    private Optional<StoredValue> current(StoreSession session, @Nullable Response epoch, @Nullable Response value) {
        return epoch == null || value == null || !epoch.toString().startsWith(session.runId())
                ? Optional.empty()
                : StoredValue.parse(value.toBytes(), epoch.toBytes(), codec);
    }

    private static boolean hasItsTags(StoreSession session, String tenant, StoredValue stored, Deadline deadline)
            throws InterruptedException {
        if (stored.value().tags().isEmpty()) {
            return true;
        }
        Request versions = Request.cmd(Command.MGET);
        tagNames(tenant, stored.value()).forEach(versions::arg);
        return stored.isOf(session.require(versions, deadline));
    }

    /** In an order that is always the same. */
    private static List<String> tagNames(String tenant, CachedValue value) {
        return value.tags().stream()
                .map(tag -> RedisNames.tag(tenant, tag))
                .sorted()
                .toList();
    }
}
