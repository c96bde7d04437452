package dev.quern.gateway.http;

import dev.quern.gateway.CacheUse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code Cache-Control} of a question (RFC 9111), as far as it concerns the caches of answers. */
final class CacheControl {
    static final String HEADER = "Cache-Control";
    static final String DESCRIPTION = "`no-cache`: the answer is made anew and replaces what is cached. "
            + "`no-store`: it is made anew and not kept.";

    private CacheControl() {}

    /** Directives that say nothing here are passed over, as of a cache that does not know them. */
    static CacheUse use(List<String> headers) {
        List<String> directives = headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (directives.contains("no-store")) {
            return CacheUse.NONE;
        }
        return directives.contains("no-cache") ? CacheUse.WRITE_ONLY : CacheUse.FULL;
    }
}
