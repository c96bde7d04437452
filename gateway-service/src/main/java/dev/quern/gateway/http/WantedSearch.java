package dev.quern.gateway.http;

import dev.quern.gateway.Fusion;
import dev.quern.gateway.SearchOptions;
import dev.quern.gateway.Strategy;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What questions and searches have in common, as it is sent. */
final class WantedSearch {
    static final String COLLECTION = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";
    private static final int RESULTS = 5;
    private static final String AUTO = "auto";

    private WantedSearch() {}

    static String words(@Nullable String query) {
        if (query == null) {
            throw QuernException.invalid("query", "`query` is missing: the question, as text.");
        }
        return query;
    }

    static int results(@Nullable Integer maxResults) {
        return maxResults == null ? RESULTS : maxResults;
    }

    static List<String> collections(
            @Nullable String one, @Nullable List<@Nullable String> several, String defaultCollection) {
        if (several == null) {
            return List.of(one == null ? defaultCollection : one);
        }
        if (one != null) {
            throw QuernException.invalid("collections", "`collection` or `collections`, not both.");
        }
        List<String> names = new ArrayList<>();
        for (String name : several) {
            if (name == null) {
                throw QuernException.invalid("collections[" + names.size() + "]", "A collection has a name.");
            }
            names.add(name);
        }
        return names;
    }

    static SearchOptions options(
            @Nullable FilterBody filter, @Nullable Float alpha, @Nullable String fusion, @Nullable String strategy) {
        return new SearchOptions(
                Optional.ofNullable(filter).map(body -> body.filter("filter")),
                Optional.ofNullable(alpha),
                Words.read("fusion", fusion, Fusion.values()),
                AUTO.equals(strategy) ? Optional.empty() : Words.read("strategy", strategy, Strategy.values(), AUTO));
    }
}
