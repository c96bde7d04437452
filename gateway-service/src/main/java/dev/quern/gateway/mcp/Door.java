package dev.quern.gateway.mcp;

import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.RateLimiting;
import dev.quern.gateway.Visit;
import dev.quern.gateway.http.Visits;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What every request to the tools goes through before its message is read: who is asking, how often, and how large the
 * message is. Only messages are let in: the server has nothing to say unasked, so there is no stream to open, and the
 * transport of older clients, with a stream of its own, is not there.
 */
@ApplicationScoped
class Door {
    /** After whoever finds out about identities, before the messages are read. */
    private static final int ORDER = -1;

    private final Visits visits;
    private final RateLimiting limiting;
    private final long largest;
    private final String path;

    Door(
            Visits visits,
            RateLimiting limiting,
            GatewayConfig config,
            @ConfigProperty(name = "quarkus.mcp.server.http.root-path") String path) {
        this.visits = visits;
        this.limiting = limiting;
        this.largest = config.web().largestMessage().asLongValue();
        this.path = path;
    }

    void install(@Observes Router router) {
        router.route(path + "/*").order(ORDER).handler(this::open);
    }

    private void open(RoutingContext request) {
        HttpServerRequest http = request.request();
        // Nothing of the message may come before there is somebody to read it.
        http.pause();
        Uni.createFrom()
                .deferred(() -> admitted(request, visits.of(request).visit()))
                .subscribe()
                .with(
                        admitted -> {
                            admitted.enter(request);
                            http.resume();
                            request.next();
                        },
                        failure -> {
                            http.resume();
                            request.fail(QuernException.of(failure));
                        });
    }

    private Uni<Admitted> admitted(RoutingContext request, Visit visit) {
        HttpServerRequest http = request.request();
        // As it was sent: what only means the same after some tidying is another address.
        if (!path.equals(http.path())) {
            throw new QuernException(ErrorCode.NOT_FOUND, "There is nothing at this address.");
        }
        if (http.method().equals(HttpMethod.DELETE)) {
            return Uni.createFrom().item(new Admitted(visit));
        }
        if (!http.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST, DELETE");
            throw new QuernException(ErrorCode.METHOD_NOT_ALLOWED, "Messages come by POST; there is no stream here.");
        }
        requireMessage(http);
        return limiting.admit(visit.caller()).replaceWith(() -> new Admitted(visit));
    }

    private void requireMessage(HttpServerRequest http) {
        String length = http.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The length was a number for the HTTP server; one of more digits is too large in any case.
        if (length == null || !length.matches("[0-9]{1,18}")) {
            throw QuernException.invalid("Content-Length", "A message says its length in `Content-Length`.");
        }
        if (Long.parseLong(length) > largest) {
            throw new QuernException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "The message is larger than the " + largest + " bytes allowed.");
        }
        String accept = String.join(",", http.headers().getAll(HttpHeaders.ACCEPT));
        if (!accept.contains("application/json") || !accept.contains("text/event-stream")) {
            throw new QuernException(
                            ErrorCode.NOT_ACCEPTABLE,
                            "`Accept` names both `application/json` and `text/event-stream` here.")
                    .withField("Accept");
        }
    }
}
