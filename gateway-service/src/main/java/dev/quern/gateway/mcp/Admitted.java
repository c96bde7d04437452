package dev.quern.gateway.mcp;

import dev.quern.gateway.Visit;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whoever came through the {@link Door}, kept with their request. */
record Admitted(Visit visit, AtomicBoolean counted) {
    private static final String KEY = "quern.mcp.admitted";

    /** Whose first call was counted at the door. */
    Admitted(Visit visit) {
        this(visit, new AtomicBoolean(true));
    }

    void enter(RoutingContext request) {
        request.put(KEY, this);
    }

    static Admitted of(RoutingContext request) {
        Admitted guest = request.get(KEY);
        if (guest == null) {
            throw new IllegalStateException("a request that did not come through the door");
        }
        return guest;
    }

    /** One request may call many tools: each but the first is counted for itself. */
    boolean isCounted() {
        return counted.getAndSet(false);
    }
}
