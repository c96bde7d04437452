package dev.quern.cache.redis;

import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import dev.quern.cache.semantic.ArchivedQuestion;
import dev.quern.cache.semantic.SemanticArchive;
import dev.quern.cache.semantic.TenantCollection;
import dev.quern.cache.semantic.TenantNamespace;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisLink;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps a stream for each namespace, to which every replica adds what it stores and removes. What was stored counts in
 * the tenant's epoch only, as values do; see {@link RedisStore}.
 */
public final class RedisSemanticArchive implements SemanticArchive, AutoCloseable {
    /**
     * @param entries of a log at most, removals included
     * @param timeToLive of what is stored
     * @param reportsHalfLife in which a report loses half its weight
     */
    public record Limits(int entries, Duration timeToLive, Duration reportsHalfLife) {}

    /** Entries that are read at once. */
    private static final int PAGE = 16;
    /** Bytes of an entry, compressed or not; larger ones stay in memory, so that a page never is too much. */
    private static final int LARGEST = 512 * 1024;

    private static final int MOST_REPORTS = 32;
    private static final int HALF_LIVES = 10;

    private final RedisSettings settings;
    private final Limits limits;
    private final InstantSource clock;
    private final StoreLink link;
    private final RedisSemanticCodec codec;

    /** Opens no connection. */
    public RedisSemanticArchive(
            Vertx vertx, RedisAddress address, RedisSettings settings, Limits limits, InstantSource clock) {
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
        // A connection of its own: values do not wait for pages of a log.
        this.link = new StoreLink(new RedisLink(vertx, address));
        this.codec = new RedisSemanticCodec(settings.compressAbove());
    }

    @Override
    public void store(TenantNamespace namespace, ArchivedQuestion question) throws InterruptedException {
        if (question.bytes() > LARGEST) {
            return;
        }
        byte[] encoded = codec.encode(question);
        if (encoded.length > LARGEST) {
            return;
        }
        Deadline deadline = Deadline.after(settings.timeout());
        StoreSession session = link.session(RedisNames.epoch(namespace.tenant()), deadline);
        long stored = session.number(
                Request.cmd(Command.EVAL)
                        .arg(RedisSemanticScripts.STORE)
                        .arg(3)
                        .arg(RedisNames.epoch(namespace.tenant()))
                        .arg(RedisSemanticNames.log(namespace))
                        .arg(RedisSemanticNames.logs(namespace.tenant()))
                        .arg(session.runId())
                        .arg(newEpoch(session))
                        .arg(limits.entries())
                        .arg(limits.timeToLive().toMillis())
                        .arg(clock.millis())
                        .arg(question.id())
                        .arg(encoded)
                        .arg(session.clock(deadline).microsAt(deadline)),
                deadline);
        if (stored == 0) {
            session.forgetClock();
            throw new StoreUnavailableException("A question came too late to Redis.");
        }
    }

    @Override
    public void remove(TenantNamespace namespace, String id) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        link.session(RedisNames.epoch(namespace.tenant()), deadline)
                .ask(addition(RedisSemanticNames.log(namespace)).arg("removed").arg(id), deadline);
    }

    @Override
    public void removeTagged(String tenant, Tag tag) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.invalidationTimeout());
        StoreSession session = link.session(RedisNames.epoch(tenant), deadline);
        Response logs = session.require(
                Request.cmd(Command.ZRANGE)
                        .arg(RedisSemanticNames.logs(tenant))
                        .arg(0)
                        .arg(-1),
                deadline);
        for (Response log : logs) {
            session.ask(
                    addition(log.toString())
                            .arg("dropped")
                            .arg(tag.kind().name())
                            .arg("tag")
                            .arg(tag.value()),
                    deadline);
        }
    }

    @Override
    public void outdate(String tenant) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.invalidationTimeout());
        StoreSession session = link.session(RedisNames.epoch(tenant), deadline);
        session.ask(Request.cmd(Command.SET).arg(RedisNames.epoch(tenant)).arg(newEpoch(session)), deadline);
    }

    @Override
    public Page read(TenantNamespace namespace, Position after) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.invalidationTimeout());
        StoreSession session = link.session(RedisNames.epoch(namespace.tenant()), deadline);
        Response found = session.require(
                Request.cmd(Command.EVAL)
                        .arg(RedisSemanticScripts.READ)
                        .arg(2)
                        .arg(RedisNames.epoch(namespace.tenant()))
                        .arg(RedisSemanticNames.log(namespace))
                        .arg(after.offset().isEmpty() ? "-" : "(" + after.offset())
                        .arg(PAGE),
                deadline);
        String epoch = found.get(0).toString();
        if (!epoch.startsWith(session.runId())) {
            return new Page(after, false, List.of(), true);
        }
        boolean otherEpoch = !after.epoch().isEmpty() && !after.epoch().equals(epoch);
        if (otherEpoch || isTrimmed(after, found.get(2).toString())) {
            return new Page(new Position(epoch, ""), true, List.of(), false);
        }
        List<Change> changes = new ArrayList<>();
        String offset = after.offset();
        for (Response entry : found.get(1)) {
            offset = entry.get(0).toString();
            change(fields(entry.get(1)), epoch).ifPresent(changes::add);
        }
        return new Page(
                new Position(epoch, offset), false, changes, found.get(1).size() < PAGE);
    }

    @Override
    public void report(TenantCollection collection, String id, Instant at) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        link.session(RedisNames.epoch(collection.tenant()), deadline)
                .ask(
                        Request.cmd(Command.EVAL)
                                .arg(RedisSemanticScripts.REPORT)
                                .arg(1)
                                .arg(RedisSemanticNames.reports(collection))
                                .arg(id)
                                .arg(at.toEpochMilli())
                                .arg(MOST_REPORTS)
                                .arg(limits.reportsHalfLife()
                                        .multipliedBy(HALF_LIVES)
                                        .toMillis()),
                        deadline);
    }

    @Override
    public Map<String, Instant> reports(TenantCollection collection) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.timeout());
        Response found = link.session(RedisNames.epoch(collection.tenant()), deadline)
                .require(
                        Request.cmd(Command.ZRANGE)
                                .arg(RedisSemanticNames.reports(collection))
                                .arg(0)
                                .arg(-1)
                                .arg("WITHSCORES"),
                        deadline);
        Map<String, Instant> reports = new HashMap<>();
        for (int i = 0; i + 1 < found.size(); i += 2) {
            reports.put(found.get(i).toString(), Instant.ofEpochMilli((long)
                    Double.parseDouble(found.get(i + 1).toString())));
        }
        return reports;
    }

    @Override
    public void close() {
        link.close();
    }

    /** To a log that is there: where nothing was stored there is nothing to be removed. */
    private Request addition(String log) {
        return Request.cmd(Command.XADD)
                .arg(log)
                .arg("NOMKSTREAM")
                .arg("MAXLEN")
                .arg("~")
                .arg(limits.entries())
                .arg("*");
    }

    /** Whether what follows the position may be gone from the log, a removal perhaps. */
    private static boolean isTrimmed(Position after, String first) {
        return !after.offset().isEmpty()
                && !first.isEmpty()
                && !LogId.parse(after.offset()).reaches(LogId.parse(first));
    }

    private Optional<Change> change(Map<String, Response> fields, String epoch) {
        Response stored = fields.get("stored");
        Response removed = fields.get("removed");
        Response dropped = fields.get("dropped");
        if (removed != null) {
            return Optional.of(new Change.Removed(removed.toString()));
        }
        if (dropped != null) {
            return tag(dropped.toString(), String.valueOf(fields.get("tag"))).map(Change.Dropped::new);
        }
        Response as = fields.get("as");
        if (stored == null || as == null || !epoch.equals(String.valueOf(fields.get("epoch")))) {
            return Optional.empty();
        }
        return codec.decode(stored.toString(), as.toBytes()).map(Change.Stored::new);
    }

    /** Empty for a kind that only another Quern knows, and that nothing here carries. */
    private static Optional<Tag> tag(String kind, String value) {
        return Arrays.stream(TagKind.values())
                .filter(known -> known.name().equals(kind))
                .findFirst()
                .map(known -> new Tag(known, value));
    }

    private static Map<String, Response> fields(Response list) {
        Map<String, Response> fields = new HashMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            fields.put(list.get(i).toString(), list.get(i + 1));
        }
        return fields;
    }

    private static String newEpoch(StoreSession session) {
        return session.runId() + UUID.randomUUID().toString().replace("-", "");
    }
}
