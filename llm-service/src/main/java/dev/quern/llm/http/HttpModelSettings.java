package dev.quern.llm.http;

import dev.quern.llm.ApiKey;
import dev.quern.llm.BackEnd;
import dev.quern.llm.Patience;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A model behind a server.
 *
 * @param name as callers name it
 * @param id as its server calls it
 * @param baseUrl with a host, without a query
 */
public record HttpModelSettings(
        BackEnd backEnd,
        String name,
        String id,
        URI baseUrl,
        Optional<ApiKey> apiKey,
        int contextWindow,
        Duration connectTimeout,
        Patience.Limits limits) {

    /** Where the server is, without what makes no difference. */
    String address() {
        String scheme = baseUrl.getScheme().toLowerCase(Locale.ROOT);
        String port = baseUrl.getPort() < 0 ? "" : ":" + baseUrl.getPort();
        String path = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath().replaceAll("/+$", "");
        return scheme + "://" + baseUrl.getHost().toLowerCase(Locale.ROOT) + port + path;
    }
}
