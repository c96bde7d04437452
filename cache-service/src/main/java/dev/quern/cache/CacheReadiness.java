package dev.quern.cache;

import dev.quern.cache.CacheWiring.LowerLevels;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready with memory alone; says which level is off or missing. Asking also makes good what a level has missed. */
@Readiness
@Singleton
final class CacheReadiness implements HealthCheck {
    private final LowerLevels lower;

    CacheReadiness(LowerLevels lower) {
        this.lower = lower;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("cache: redis").up();
        if (lower.stores().isEmpty()) {
            response.withData("redis", "off");
        }
        for (GuardedStore store : lower.stores()) {
            boolean reachable = isReachable(store);
            response.withData(store.level().label(), reachable ? "reachable" : "unreachable");
            response.withData("degraded", !reachable);
        }
        return response.build();
    }

    private static boolean isReachable(GuardedStore store) {
        try {
            store.check();
            return true;
        } catch (StoreUnavailableException away) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
