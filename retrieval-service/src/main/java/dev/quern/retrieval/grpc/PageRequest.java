package dev.quern.retrieval.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Ulids;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Which part of a list is asked for.
 *
 * @param after where the part before ended; empty for the first
 */
record PageRequest(int limit, Optional<String> after) {
    private static final int MOST = 200;
    private static final int USUAL = 50;
    private static final int LONGEST_TOKEN = 1024;

    static PageRequest of(int pageSize, String pageToken) {
        if (pageSize < 0 || pageSize > MOST) {
            throw QuernException.invalid("page_size", "`page_size` is from 1 to " + MOST + ".");
        }
        return new PageRequest(
                pageSize == 0 ? USUAL : pageSize,
                pageToken.isEmpty() ? Optional.empty() : Optional.of(decoded(pageToken)));
    }

    /** What the next request is to send; empty at the end. */
    static String token(Optional<String> next) {
        return next.map(place ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8)))
                .orElse("");
    }

    private static String decoded(String token) {
        try {
            if (token.length() <= LONGEST_TOKEN) {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException notOurs) {
            // Said below.
        }
        throw noToken();
    }

    /** Where the part begins in a list that is numbered from 0. */
    int from() {
        try {
            int from = after.map(Integer::parseInt).orElse(0);
            // Room for the numbers of a page.
            if (from >= 0 && from <= Integer.MAX_VALUE - 2 * MOST) {
                return from;
            }
        } catch (NumberFormatException notOurs) {
            // Said below.
        }
        throw noToken();
    }

    /** The same for a list whose places are ULIDs. */
    PageRequest afterUlid() {
        if (after.isPresent() && !Ulids.isOne(after.get())) {
            throw noToken();
        }
        return this;
    }

    private static QuernException noToken() {
        return QuernException.invalid("page_token", "`page_token` is the `next_page_token` of the page before.");
    }
}
