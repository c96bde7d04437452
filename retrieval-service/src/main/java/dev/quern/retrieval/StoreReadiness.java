package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as the store could do its work. */
@Readiness
@Singleton
final class StoreReadiness implements HealthCheck {
    private final DocumentStore store;
    private final String name;

    StoreReadiness(DocumentStore store, RetrievalConfig config) {
        this.store = store;
        this.name = "retrieval: " + config.store().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(name);
        try {
            store.check();
            return answer.up().build();
        } catch (QuernException failure) {
            return answer.down().withData("reason", failure.text()).build();
        }
    }
}
