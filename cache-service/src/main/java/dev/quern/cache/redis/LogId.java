package dev.quern.cache.redis;

import java.util.Comparator;

/** The id of an entry of a Redis stream, {@code milliseconds-number}; later entries have greater ones. */
record LogId(long millis, long number) implements Comparable<LogId> {
    static final LogId NONE = new LogId(0, 0);

    private static final Comparator<LogId> ORDER =
            Comparator.comparingLong(LogId::millis).thenComparingLong(LogId::number);

    /** {@link #NONE} when it is not an id, which is before every entry. */
    static LogId parse(String id) {
        int dash = id.indexOf('-');
        try {
            return new LogId(
                    Long.parseLong(id.substring(0, Math.max(0, dash))), Long.parseLong(id.substring(dash + 1)));
        } catch (NumberFormatException notAnId) {
            return NONE;
        }
    }

    boolean reaches(LogId other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(LogId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return millis + "-" + number;
    }
}
