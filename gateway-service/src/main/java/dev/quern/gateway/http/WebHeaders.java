package dev.quern.gateway.http;

import dev.quern.gateway.GatewayConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * What browsers and caches on the way are told about every response, besides what is configured for all services: no
 * answer is kept by others unless its route says so, and whoever came by TLS stays with it.
 */
@ApplicationScoped
class WebHeaders {
    private static final int EARLY = Integer.MIN_VALUE + 1;
    private static final String STRICT_TRANSPORT = "Strict-Transport-Security";

    private final Duration strictTransport;

    WebHeaders(GatewayConfig config) {
        strictTransport = config.web().strictTransport();
        if (strictTransport.isNegative()) {
            throw new IllegalArgumentException("quern.gateway.web.strict-transport must not be negative");
        }
    }

    void install(@Observes Router router) {
        router.route().order(EARLY).handler(this::tell);
    }

    private void tell(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (request.request().isSSL() && !strictTransport.isZero()) {
            response.putHeader(STRICT_TRANSPORT, "max-age=" + strictTransport.toSeconds());
        }
        // Last of all, when the route has had its say.
        request.addHeadersEndHandler(ended -> {
            if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
                response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            }
        });
        request.next();
    }
}
