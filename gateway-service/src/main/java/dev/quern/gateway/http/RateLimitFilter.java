package dev.quern.gateway.http;

import dev.quern.gateway.Caller;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.RateLimiting;
import dev.quern.gateway.RateLimits.Allowance;
import dev.quern.gateway.RateLimits.Policy;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Counts every request once it is known whose it is, before its body is read, and tells its sender what is left, as
 * draft-ietf-httpapi-ratelimit-headers-10 has it.
 */
@ApplicationScoped
public class RateLimitFilter {
    private static final int AFTER_AUTHENTICATION = 5500;
    private static final String MINUTE = ";w=60";

    private final RateLimiting limiting;
    private final GatewayConfig config;
    private final CurrentCall current;

    public RateLimitFilter(RateLimiting limiting, GatewayConfig config, CurrentCall current) {
        this.limiting = limiting;
        this.config = config;
        this.current = current;
    }

    @ServerRequestFilter(priority = AFTER_AUTHENTICATION)
    public Uni<Void> count(RoutingContext request) {
        Caller caller = current.visit().caller();
        Uni<Allowance> counted = limiting.take(caller);
        if (config.limits().enabled()) {
            counted = counted.invoke(allowance -> tell(request.response(), caller, allowance));
        }
        return counted.invoke(allowance -> {
                    if (!allowance.granted() && BodyLimit.isUpload(request)) {
                        BodyLimit.closeAfterwards(request);
                    }
                    RateLimiting.require(allowance);
                })
                .replaceWithVoid();
    }

    private void tell(HttpServerResponse response, Caller caller, Allowance allowance) {
        String policies = name(Policy.CALLER) + ";q=" + caller.limits().requestsPerMinute() + MINUTE + ", "
                + name(Policy.TENANT) + ";q=" + config.limits().tenantRequestsPerMinute() + MINUTE;
        response.putHeader("RateLimit-Policy", policies);
        response.putHeader(
                "RateLimit",
                name(allowance.policy()) + ";r=" + allowance.remaining() + ";t="
                        + RateLimiting.seconds(allowance.reset()));
    }

    private static String name(Policy policy) {
        return '"' + policy.name().toLowerCase(Locale.ROOT) + '"';
    }
}
