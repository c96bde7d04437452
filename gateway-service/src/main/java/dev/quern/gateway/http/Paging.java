package dev.quern.gateway.http;

import dev.quern.gateway.Page;
import dev.quern.gateway.PageRequest;
import dev.quern.protocol.QuernException;
import org.jspecify.annotations.Nullable;

/** Parts of lists, as they are asked for in an address and continued. */
final class Paging {
    private static final int LONGEST_TOKEN = 1024;

    private Paging() {}

    static PageRequest of(@Nullable String pageSize, @Nullable String pageToken) {
        String token = pageToken == null ? "" : pageToken;
        if (token.length() > LONGEST_TOKEN) {
            throw QuernException.invalid("page_token", "`page_token` is the `next_page_token` of the page before.");
        }
        return new PageRequest(pageSize == null ? PageRequest.USUAL : size(pageSize), token);
    }

    static @Nullable String token(Page<?> page) {
        return page.next().isEmpty() ? null : page.next();
    }

    private static int size(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw QuernException.invalid(
                    "page_size", "`page_size` is a whole number, from 1 to " + PageRequest.MOST + ".");
        }
    }
}
