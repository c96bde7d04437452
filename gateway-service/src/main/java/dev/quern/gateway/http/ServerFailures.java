package dev.quern.gateway.http;

import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.QuernException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Failures that the HTTP server finds before any resource is asked, such as a body over the limit, in the same form as
 * all others; and the trace id on every response.
 */
@ApplicationScoped
public class ServerFailures {
    private static final int FIRST = Integer.MIN_VALUE;

    void install(@Observes Router router, GatewayConfig config) {
        router.route()
                .order(FIRST)
                .handler(request -> {
                    request.response().putHeader("X-Trace-Id", TraceIds.of(request));
                    RequestIds.begin(request);
                    long largest = BodyLimit.largest(request, config);
                    if (BodyLimit.announced(request) > largest) {
                        BodyLimit.refuse(request, largest);
                    } else {
                        request.next();
                    }
                })
                .failureHandler(ServerFailures::respond);
    }

    private static void respond(RoutingContext request) {
        if (request.response().headWritten()) {
            return;
        }
        QuernException failure = failure(request);
        Failures.headers(failure).forEach(request.response()::putHeader);
        request.response()
                .setStatusCode(failure.code().httpStatus())
                .putHeader("Content-Type", Failures.mediaType(request))
                .end(new JsonObject(Failures.document(failure, request)).encode());
    }

    private static QuernException failure(RoutingContext request) {
        if (request.failure() instanceof QuernException ours) {
            return ours;
        }
        boolean clients = request.statusCode() >= 400 && request.statusCode() < 500;
        return clients || request.failure() == null
                ? Failures.ofStatus(request.statusCode())
                : QuernException.of(request.failure());
    }
}
