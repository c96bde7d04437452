package dev.quern.gateway;

import java.nio.charset.StandardCharsets;

/** About how many tokens a language model makes of a text: four bytes of UTF-8 are one, as in English. */
final class TokenEstimate {
    private static final int BYTES = 4;
    private static final int AROUND_A_MESSAGE = 4;

    private TokenEstimate() {}

    static int of(CharSequence text) {
        return ofBytes(text.toString().getBytes(StandardCharsets.UTF_8).length);
    }

    /** Of one of several messages, each of which costs a little by itself. */
    static int ofMessage(CharSequence text) {
        return of(text) + AROUND_A_MESSAGE;
    }

    static int ofBytes(int count) {
        return (count + BYTES - 1) / BYTES;
    }
}
