package dev.quern.redis;

import dev.quern.protocol.Deadline;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the clock of a server shows, told from this process's clock. An answer that took long makes it seem slow, so a
 * time that is told from it is rather too early than too late.
 *
 * @param micros that it showed at the latest when the answer came
 * @param nanoTime when the answer came
 */
public record ServerClock(long micros, long nanoTime, boolean known) {
    static final ServerClock UNKNOWN = new ServerClock(0, 0, false);

    /** In that time two clocks drift apart by a few milliseconds at most. */
    private static final long OLD = Duration.ofSeconds(30).toNanos();

    /** Of an answer to TIME that has just come: seconds and microseconds. */
    static ServerClock read(Response time) {
        long micros = TimeUnit.SECONDS.toMicros(Long.parseLong(time.get(0).toString()))
                + Long.parseLong(time.get(1).toString());
        return new ServerClock(micros, System.nanoTime(), true);
    }

    boolean isOld() {
        return !known || System.nanoTime() - nanoTime > OLD;
    }

    /** In the microseconds of the server. */
    public long microsAt(Deadline deadline) {
        return micros + TimeUnit.NANOSECONDS.toMicros(deadline.nanoTime() - nanoTime);
    }
}
