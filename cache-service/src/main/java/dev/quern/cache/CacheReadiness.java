package dev.quern.cache;

import dev.quern.cache.CacheWiring.LowerLevels;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready with memory alone; says which level is off or missing, and whether the other replicas are heard of. Degraded is
 * all that makes answers slower, and none of it makes them wrong. Asking also makes good what a level has missed.
 */
@Readiness
@Singleton
final class CacheReadiness implements HealthCheck {
    private final LowerLevels lower;
    private final Replicas replicas;

    CacheReadiness(LowerLevels lower, Replicas replicas) {
        this.lower = lower;
        this.replicas = replicas;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("cache: levels").up();
        for (CacheLevel level : List.of(CacheLevel.REDIS, CacheLevel.DISK)) {
            response.withData(level.label(), "off");
        }
        boolean degraded = !replicas.isCoherent();
        for (GuardedStore store : lower.stores()) {
            boolean reachable = isReachable(store);
            response.withData(store.level().label(), reachable ? "reachable" : "unreachable");
            degraded |= !reachable;
            if (!store.advice().isEmpty()) {
                response.withData(store.level().label() + ": advice", String.join("; ", store.advice()));
            }
        }
        return response.withData("degraded", degraded)
                .withData("coherent", replicas.isCoherent())
                .build();
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
