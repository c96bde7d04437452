package dev.quern.gateway;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The day for which tokens are counted, from midnight to midnight UTC. */
public record TokenDay(LocalDate date) {
    public static TokenDay at(Clock clock) {
        return new TokenDay(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    public Instant end() {
        return date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** None are left. */
    public QuernException refusal(RateLimits.Policy policy, long limit, Clock clock) {
        String whose = switch (policy) {
            case CALLER -> "You have";
            case TENANT -> "All callers of your tenant together have";
        };
        return new QuernException(
                        ErrorCode.RATE_LIMITED,
                        whose + " used up the " + limit + " tokens for today; there are new ones at " + end() + ".")
                .withRetryAfter(Duration.ofSeconds(RateLimiting.seconds(Duration.between(clock.instant(), end()))));
    }
}
