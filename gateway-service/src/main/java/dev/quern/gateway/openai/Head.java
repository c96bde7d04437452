package dev.quern.gateway.openai;

import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What all parts of a reply begin with.
 *
 * @param created in seconds since 1970
 */
record Head(String id, long created, String model) {
    private static final int RANDOM_BYTES = 12;

    static Head of(String model) {
        return new Head(id("chatcmpl-"), Instant.now().getEpochSecond(), model);
    }

    static String id(String prefix) {
        byte[] random = new byte[RANDOM_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        return prefix + HexFormat.of().formatHex(random);
    }
}
