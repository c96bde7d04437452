package dev.quern.cache.redis;

import dev.quern.cache.Glob;
import dev.quern.cache.Tag;
import dev.quern.protocol.Deadline;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/** Removes values, in batches that do not hold up the server for others. Returns how many there were. */
record Unlinking(RedisSession session, Deadline deadline) {
    private static final int BATCH = 500;

    long values(List<String> names) throws InterruptedException {
        long removed = 0;
        for (int from = 0; from < names.size(); from += BATCH) {
            Request unlink = Request.cmd(Command.UNLINK);
            names.subList(from, Math.min(names.size(), from + BATCH)).forEach(unlink::arg);
            removed += session.number(unlink, deadline);
        }
        return removed;
    }

    /** The values are outdated by the first step already; the others give their memory back. */
    long tagged(String tenant, Tag tag) throws InterruptedException {
        Request take =
                Request.cmd(Command.EVAL).arg(Scripts.TAKE_MEMBERS).arg(1).arg(RedisNames.tag(tenant, tag));
        return values(names(session.require(take, deadline)));
    }

    /** Walks all keys of the server, not only the tenant's: Redis has no other way to find names by pattern. */
    long matching(String tenant, Glob glob) throws InterruptedException {
        long removed = 0;
        String cursor = "0";
        do {
            Request scan = Request.cmd(Command.SCAN)
                    .arg(cursor)
                    .arg("MATCH")
                    .arg(RedisNames.pattern(tenant, glob))
                    .arg("COUNT")
                    .arg(BATCH);
            Response page = session.require(scan, deadline);
            cursor = page.get(0).toString();
            removed += values(names(page.get(1)).stream()
                    .filter(name -> matches(tenant, glob, name))
                    .toList());
        } while (!cursor.equals("0"));
        return removed;
    }

    private static boolean matches(String tenant, Glob glob, String name) {
        return RedisNames.key(tenant, name)
                .filter(key -> glob.matches(key.key()))
                .isPresent();
    }

    private static List<String> names(Response names) {
        return names.stream().map(Response::toString).toList();
    }
}
