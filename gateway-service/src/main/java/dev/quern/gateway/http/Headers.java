package dev.quern.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The headers of a request, or what stands for them. */
@FunctionalInterface
public interface Headers {

    /** The first of this name, whatever its case; null when there is none. */
    @Nullable String get(String name);

    static Headers of(RoutingContext request) {
        return of(request.request());
    }

    /** That stay when the request is over. */
    static Headers copyOf(HttpServerRequest request) {
        Headers read = of(request);
        MultiMap copy = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        @Nullable String host = read.get("Host");
        return name -> name.equals("Host") ? host : copy.get(name);
    }

    private static Headers of(HttpServerRequest read) {
        HostAndPort authority = read.authority();
        // HTTP/2 has another place for it.
        return name -> name.equals("Host") && authority != null ? authority.toString() : read.getHeader(name);
    }

    /** These, with somebody's API key or token, as it comes with the first message of a connection. */
    default Headers with(String credential) {
        return name -> name.equalsIgnoreCase("Authorization") ? "Bearer " + credential : get(name);
    }
}
