package dev.quern.gateway.http;

import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicInteger;

/** WebSockets that have not ended in the eyes of whoever waits, at the end of the process, for the last request. */
@ApplicationScoped
public class RequestsUnderWay {
    private final AtomicInteger sockets = new AtomicInteger();

    void install(@Observes Router router) {
        router.route("/api/v1/rag/ws").order(Integer.MIN_VALUE).handler(this::count);
    }

    private void count(RoutingContext request) {
        sockets.incrementAndGet();
        QuarkusRequestWrapper.get(request.request()).addRequestDoneHandler(_ -> sockets.decrementAndGet());
        request.next();
    }

    int sockets() {
        return sockets.get();
    }
}
