package dev.quern.cache;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How the values of one type do, since this replica started where nothing else is said.
 *
 * @param staleHits that were no longer fresh, among the hits
 * @param lastMinute the hit rate; empty when nothing was asked for
 * @param saved what the hits spared, as far as it is known
 */
public record TypeStatistics(
        ValueType type,
        long hits,
        long misses,
        long puts,
        long staleHits,
        OptionalDouble lastMinute,
        OptionalDouble lastFiveMinutes,
        OptionalDouble lastHour,
        Cost saved) {
    static TypeStatistics of(ValueType type, HitRate rate, long puts, long staleHits, Cost saved) {
        return new TypeStatistics(
                type,
                rate.hits(),
                rate.misses(),
                puts,
                staleHits,
                rate.over(Duration.ofMinutes(1)),
                rate.over(Duration.ofMinutes(5)),
                rate.over(Duration.ofHours(1)),
                saved);
    }
}
