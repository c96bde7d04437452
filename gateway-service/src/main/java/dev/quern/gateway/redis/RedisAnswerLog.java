package dev.quern.gateway.redis;

import dev.quern.gateway.AnswerLog;
import dev.quern.gateway.LoggedEvent;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.QuernException;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisScript;
import dev.quern.redis.RedisUnavailableException;
import dev.quern.redis.SparingLink;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what was told as streams in Redis. The first entry is the opening; the id of an event's entry is its number and
 * one, so that no number can be told twice. Beside it, a key that expires names the replica that makes the answer.
 */
public final class RedisAnswerLog implements AnswerLog, AutoCloseable {
    private static final long DONE = 1;
    private static final long NOT_MINE = 0;
    private static final String HELD_BY_ME = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
            local holder = redis.call('GET', KEYS[2])
            if holder and holder ~= ARGV[1] then return 0 end
            """;
    private static final String HOLD_ON = """
            redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return 1
            """;
    private static final RedisScript OPEN = new RedisScript("""
            redis.call('XADD', KEYS[1], '1-0',
                'tenant', ARGV[4], 'subject', ARGV[5], 'question', ARGV[6], 'last', '0')
            """ + HOLD_ON);
    private static final RedisScript APPEND = new RedisScript(HELD_BY_ME + """
            local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1]
            if tonumber(string.match(newest, '%d+')) > tonumber(ARGV[4]) then return 0 end
            redis.call('XADD', KEYS[1], (ARGV[4] + 1) .. '-0', 'name', ARGV[5], 'data', ARGV[6], 'last', ARGV[7])
            if ARGV[7] == '1' then
                redis.call('DEL', KEYS[2])
                redis.call('PEXPIRE', KEYS[1], ARGV[3])
                return 1
            end
            """ + HOLD_ON);
    private static final RedisScript RENEW = new RedisScript(HELD_BY_ME + HOLD_ON);
    private static final RedisScript TAKE = new RedisScript("""
            if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
            if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
            local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][2]
            if newest[#newest] == '1' then return 0 end
            """ + HOLD_ON);
    private static final RedisScript RELEASE = new RedisScript("""
            if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
            return 1
            """);
    private static final RedisScript READ = new RedisScript("""
            local first = redis.call('XRANGE', KEYS[1], '1-0', '1-0')
            if #first == 0 then return nil end
            local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][2]
            return {first[1][2], redis.call('XRANGE', KEYS[1], (ARGV[1] + 2) .. '-0', '+'),
                newest[#newest], redis.call('EXISTS', KEYS[2])}
            """);

    private final RedisLink link;
    private final SparingLink sparing;
    private final Duration timeout;
    private final String lease;
    private final String keptFor;

    /**
     * Opens no connection.
     *
     * @param link for what concerns answers that are kept already: each gives up on its own
     * @param sparing for those that begin and those that come back; over the same link, and closed with this
     * @param timeout of each request over {@code link}
     */
    public RedisAnswerLog(RedisLink link, SparingLink sparing, Duration timeout, Duration keptFor, Duration lease) {
        this.link = link;
        this.sparing = sparing;
        this.timeout = timeout;
        this.lease = Long.toString(lease.toMillis());
        this.keptFor = Long.toString(keptFor.toMillis());
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void open(String id, Opening opening, String holder) throws InterruptedException {
        done(this::askIfThere, OPEN, id, holder, opening.tenant(), opening.subject(), opening.question());
    }

    @Override
    public boolean append(String id, LoggedEvent event, String holder) throws InterruptedException {
        String last = event.isLast() ? "1" : "0";
        return done(this::ask, APPEND, id, holder, Long.toString(event.number()), event.name(), event.data(), last);
    }

    @Override
    public boolean renew(String id, String holder) throws InterruptedException {
        return done(this::ask, RENEW, id, holder);
    }

    @Override
    public void release(String id, String holder) throws InterruptedException {
        done(this::ask, RELEASE, id, holder);
    }

    @Override
    public boolean take(String id, String holder) throws InterruptedException {
        return done(this::askIfThere, TAKE, id, holder);
    }

    @Override
    public Optional<Excerpt> read(String id, long after) throws InterruptedException {
        return run(this::askIfThere, READ, id, List.of(Long.toString(after))).map(answer -> {
            List<LoggedEvent> events = new ArrayList<>();
            for (Response entry : answer.get(1)) {
                events.add(event(entry));
            }
            return new Excerpt(
                    opening(answer.get(0)),
                    events,
                    answer.get(2).toString().equals("1"),
                    answer.get(3).toString().equals("1"));
        });
    }

    private static Opening opening(Response fields) {
        return new Opening(
                fields.get(1).toString(),
                fields.get(3).toString(),
                fields.get(5).toString());
    }

    private static LoggedEvent event(Response entry) {
        String id = entry.get(0).toString();
        Response fields = entry.get(1);
        return new LoggedEvent(
                Long.parseLong(id.substring(0, id.indexOf('-'))) - 1,
                fields.get(1).toString(),
                fields.get(3).toString());
    }

    @Override
    public void close() {
        sparing.close();
    }

    private boolean done(Way way, RedisScript script, String id, String holder, String... more)
            throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(holder, lease, keptFor));
        arguments.addAll(List.of(more));
        long outcome = run(way, script, id, arguments).map(Response::toLong).orElse(NOT_MINE);
        if (outcome < 0) {
            throw QuernException.notFound("id", "This answer is not kept any more.");
        }
        return outcome == DONE;
    }

    private Optional<Response> run(Way way, RedisScript script, String id, List<String> arguments)
            throws InterruptedException {
        try {
            return way.run(
                    script,
                    List.of("quern:gateway:{" + id + "}:events", "quern:gateway:{" + id + "}:holder"),
                    arguments);
        } catch (RedisUnavailableException away) {
            throw QuernException.unavailable("redis", "What was kept of this answer cannot be reached.", away);
        }
    }

    private Optional<Response> ask(RedisScript script, List<String> keys, List<String> arguments)
            throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        return link.session(keys.getFirst(), deadline).run(script, keys, arguments, deadline);
    }

    private Optional<Response> askIfThere(RedisScript script, List<String> keys, List<String> arguments)
            throws InterruptedException {
        return sparing.run(script, keys, arguments);
    }

    private interface Way {
        Optional<Response> run(RedisScript script, List<String> keys, List<String> arguments)
                throws InterruptedException;
    }
}
