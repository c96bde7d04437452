package dev.quern.gateway;

import dev.quern.protocol.QuernException;

/**
 * Which part of a list is asked for.
 *
 * @param token the {@link Page#next} of the part before; empty for the first
 */
public record PageRequest(int size, String token) {
    public static final int USUAL = 50;
    public static final int MOST = 200;

    public PageRequest {
        if (size < 1 || size > MOST) {
            throw QuernException.invalid("page_size", "`page_size` is from 1 to " + MOST + ".");
        }
    }
}
