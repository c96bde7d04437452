package dev.quern.gateway.http;

import org.jspecify.annotations.Nullable;

/** Pages of documents as they are shown. */
final class Pages {
    private Pages() {}

    /** Null, which is left out, where there are no pages. */
    static @Nullable Integer shown(int page) {
        return page > 0 ? page : null;
    }
}
