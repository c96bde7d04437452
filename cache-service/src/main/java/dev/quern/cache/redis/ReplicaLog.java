package dev.quern.cache.redis;

import dev.quern.cache.LogPosition;
import dev.quern.protocol.Deadline;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The log of the replicas, a stream in Redis, over a connection of its own. It belongs to one run of the server, as all
 * values do: the name of its incarnation begins with the run id, so a server that comes back with an older state, from a
 * snapshot or as a replica that was promoted, is seen to have another log.
 */
final class ReplicaLog implements AutoCloseable {
    private static final String STATE = "quern:cache:{replicas}:state";
    private static final String LOG = "quern:cache:{replicas}:log";
    private static final int MOST_AT_ONCE = 500;

    private final StoreLink link;
    private final String self;
    private final ReplicaSettings settings;

    ReplicaLog(StoreLink link, String self, ReplicaSettings settings) {
        this.link = link;
        this.self = self;
        this.settings = settings;
    }

    /** @param settled whether {@code position} is of an incarnation that is old enough */
    Pulse beat(long number, LogPosition position, boolean settled) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.beat());
        StoreSession session = link.session(LOG, deadline);
        String fresh = session.runId() + ":" + UUID.randomUUID();
        Response answer = session.require(
                script(ReplicaScripts.BEAT)
                        .arg(session.runId())
                        .arg(fresh)
                        .arg(self)
                        .arg(number)
                        .arg(position.incarnation())
                        .arg(position.id())
                        .arg(settled ? "1" : "0"),
                deadline);
        return new Pulse(id(answer.get(0)), id(answer.get(1)), LogState.read(answer.get(2)));
    }

    /** What was appended after {@code after}, waiting for it. */
    Page read(LogId after, Duration patience) throws InterruptedException {
        Deadline deadline = Deadline.after(patience.plus(settings.beat()));
        Request read = Request.cmd(Command.XREAD)
                .arg("COUNT")
                .arg(MOST_AT_ONCE)
                .arg("BLOCK")
                .arg(Math.max(1, patience.toMillis()))
                .arg("STREAMS")
                .arg(LOG)
                .arg(after.toString());
        StoreSession session = link.session(LOG, deadline);
        Optional<Response> answer = session.ask(read, deadline);
        if (answer.isEmpty()) {
            return Page.EMPTY;
        }
        List<Read> entries = new ArrayList<>();
        for (Response entry : answer.get().get(0).get(1)) {
            entries.add(read(entry));
        }
        Response first = session.require(
                Request.cmd(Command.XRANGE)
                        .arg(LOG)
                        .arg("-")
                        .arg("+")
                        .arg("COUNT")
                        .arg(1),
                deadline);
        return new Page(
                entries, first.size() > 0 && after.reaches(id(first.get(0).get(0))));
    }

    /** Empty when this is not the log of that incarnation any more. */
    Optional<Appended> append(String incarnation, List<LogEntry> entries, Deadline deadline)
            throws InterruptedException {
        StoreSession session = link.session(LOG, deadline);
        if (incarnation.isEmpty() || !incarnation.startsWith(session.runId())) {
            return Optional.empty();
        }
        Request append = script(ReplicaScripts.APPEND)
                .arg(incarnation)
                .arg(settings.logEntries())
                .arg(self);
        entries.forEach(entry -> append.arg(entry.encode()));
        Response answer = session.require(append, deadline);
        return answer.size() == 0
                ? Optional.empty()
                : Optional.of(new Appended(id(answer.get(0)), LogState.read(answer.get(1))));
    }

    LogState state(Deadline deadline) throws InterruptedException {
        StoreSession session = link.session(LOG, deadline);
        LogState state = LogState.read(session.require(script(ReplicaScripts.STATE), deadline));
        return state.incarnation().startsWith(session.runId()) ? state : LogState.UNKNOWN;
    }

    void forget(String member, LogState.Member lastHeard) throws InterruptedException {
        Deadline deadline = Deadline.after(settings.beat());
        Request forget = script(ReplicaScripts.FORGET).arg(member).arg(lastHeard.told());
        link.session(LOG, deadline).ask(forget, deadline);
    }

    /** Is waited for no longer. */
    void leave() throws InterruptedException {
        Deadline deadline = Deadline.after(settings.beat());
        Request leave = Request.cmd(Command.HDEL).arg(STATE).arg(LogState.MEMBER + self);
        link.session(LOG, deadline).ask(leave, deadline);
    }

    @Override
    public void close() {
        link.close();
    }

    private static Read read(Response entry) {
        Response fields = entry.get(1);
        String by = "";
        Optional<LogEntry> told = Optional.empty();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            switch (fields.get(i).toString()) {
                case "by" -> by = fields.get(i + 1).toString();
                case "entry" -> told = LogEntry.decode(fields.get(i + 1).toBytes());
                default -> {
                    // As a newer version may write.
                }
            }
        }
        return new Read(id(entry.get(0)), by, told);
    }

    private static LogId id(Response id) {
        return LogId.parse(id.toString());
    }

    private static Request script(String script) {
        return Request.cmd(Command.EVAL).arg(script).arg(2).arg(STATE).arg(LOG);
    }

    /** Ids of the log as of a heartbeat. */
    record Pulse(LogId first, LogId last, LogState state) {}

    /** @param whole whether nothing was cut from the log in between what had been read before and the entries */
    record Page(List<Read> entries, boolean whole) {
        static final Page EMPTY = new Page(List.of(), true);
    }

    /** @param entry empty when it is not understood, and of the first one of a log */
    record Read(LogId id, String by, Optional<LogEntry> entry) {}

    record Appended(LogId id, LogState state) {}
}
