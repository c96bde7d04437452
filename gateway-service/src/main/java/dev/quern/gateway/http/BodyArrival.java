package dev.quern.gateway.http;

import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.WebConfig;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Does not wait for bodies that hardly come. Uploads, and documents that may be as large, have times of their own. */
@ApplicationScoped
class BodyArrival {
    private static final int EARLY = Integer.MIN_VALUE + 2;

    private final WebConfig config;

    BodyArrival(GatewayConfig config) {
        this.config = config.web();
        if (!this.config.bodyTime().isPositive() || !this.config.bodyStall().isPositive()) {
            throw new IllegalArgumentException(
                    "quern.gateway.web.body-time and quern.gateway.web.body-stall must be more than 0");
        }
    }

    void install(@Observes Router router) {
        router.route().order(EARLY).handler(this::watch);
    }

    private void watch(RoutingContext request) {
        // One without a body has ended already, and one that upgrades to another protocol has none either.
        if (!request.request().isEnded() && !UploadAdmission.isSlow(request)) {
            Runnable unwatch = Arrival.watch(request, config.bodyTime(), config.bodyStall());
            request.addEndHandler(ended -> unwatch.run());
        }
        request.next();
    }
}
