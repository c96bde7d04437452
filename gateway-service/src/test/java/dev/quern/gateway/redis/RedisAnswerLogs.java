package dev.quern.gateway.redis;

import dev.quern.redis.RedisLink;
import dev.quern.redis.SparingLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** Logs of tests. */
public final class RedisAnswerLogs {
    private RedisAnswerLogs() {}

    /** One that asks Redis again soon after it failed. */
    public static RedisAnswerLog on(RedisLink link, Duration timeout, Duration keptFor, Duration lease) {
        SparingLink sparing = new SparingLink(
                link, timeout, Duration.ofMillis(1), "answers", new SimpleMeterRegistry().counter("failures"));
        return new RedisAnswerLog(link, sparing, timeout, keptFor, lease);
    }
}
