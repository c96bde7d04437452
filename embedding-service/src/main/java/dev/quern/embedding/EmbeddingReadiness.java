package dev.quern.embedding;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the model is loaded. */
@Readiness
@ApplicationScoped
class EmbeddingReadiness implements HealthCheck {
    private final Embedder embedder;
    private final String name;

    EmbeddingReadiness(Embedder embedder, EmbeddingConfig config) {
        this.embedder = embedder;
        this.name = "embedding: " + config.backend().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public HealthCheckResponse call() {
        ModelStatus status = embedder.status();
        var response = HealthCheckResponse.named(name)
                .withData(
                        "model",
                        status.description().map(ModelDescription::exactName).orElse(status.name()))
                .withData("state", status.state().name().toLowerCase(Locale.ROOT));
        if (!status.reason().isEmpty()) {
            response.withData("reason", status.reason());
        }
        return response.status(status.state() == ModelStatus.State.READY).build();
    }
}
