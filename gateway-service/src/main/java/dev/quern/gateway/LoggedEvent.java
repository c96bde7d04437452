package dev.quern.gateway;

import java.util.Set;

/**
 * An event of an answer that can be resumed, as clients get it.
 *
 * @param number from 1, without a gap unless the answer had to begin anew
 * @param data a JSON object
 */
public record LoggedEvent(long number, String name, String data) {
    private static final Set<String> LAST = Set.of("metadata", "error");
    private static final int OVERHEAD = 64;

    /** Nothing follows it. */
    public boolean isLast() {
        return LAST.contains(name);
    }

    /** About what it takes up, in bytes. */
    int size() {
        return data.length() + OVERHEAD;
    }
}
