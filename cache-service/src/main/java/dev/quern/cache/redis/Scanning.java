package dev.quern.cache.redis;

import dev.quern.cache.Glob;
import dev.quern.protocol.Deadline;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * Drops values by pattern, in steps that do not hold up the server for others. It walks all keys of the server, not only
 * the tenant's: Redis has no other way to find names by pattern.
 */
final class Scanning {
    private static final int BATCH = 500;

    private final StoreSession session;
    private final Deadline deadline;
    private long dropped;

    /** @param deadline of each request */
    Scanning(StoreSession session, Deadline deadline) {
        this.session = session;
        this.deadline = deadline;
    }

    /** @return whether all keys were looked at before {@code patience} was over */
    boolean drop(String tenant, Glob glob, Deadline patience) throws InterruptedException {
        String cursor = "0";
        do {
            if (patience.isPassed()) {
                return false;
            }
            Request scan = Request.cmd(Command.SCAN)
                    .arg(cursor)
                    .arg("MATCH")
                    .arg(RedisNames.pattern(tenant, glob))
                    .arg("COUNT")
                    .arg(BATCH);
            Response page = session.require(scan, deadline);
            cursor = page.get(0).toString();
            drop(page.get(1).stream()
                    .map(Response::toString)
                    .filter(name -> matches(tenant, glob, name))
                    .toList());
        } while (!cursor.equals("0"));
        return true;
    }

    long dropped() {
        return dropped;
    }

    private void drop(List<String> names) throws InterruptedException {
        if (!names.isEmpty()) {
            Request unlink = Request.cmd(Command.UNLINK);
            names.forEach(unlink::arg);
            dropped += session.number(unlink, deadline);
        }
    }

    private static boolean matches(String tenant, Glob glob, String name) {
        return RedisNames.key(tenant, name)
                .filter(key -> glob.matches(key.key()))
                .isPresent();
    }
}
