package dev.quern.embedding;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once every model of this process is loaded. A provider that is away is shown and nothing more: what it does not
 * serve, no restart and no other replica would.
 */
@Readiness
@ApplicationScoped
class EmbeddingReadiness implements HealthCheck {
    private final Embedder embedder;
    private final Reranker reranker;

    EmbeddingReadiness(Embedder embedder, Reranker reranker) {
        this.embedder = embedder;
        this.reranker = reranker;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("embedding: models");
        Stream.concat(embedder.models().stream(), reranker.models().stream())
                .forEach(status -> response.withData(status.name(), describe(status)));
        List<ModelStatus> missing = Stream.concat(embedder.missing().stream(), reranker.missing().stream())
                .toList();
        return response.status(missing.isEmpty()).build();
    }

    private static String describe(ModelStatus status) {
        String state = status.state().name().toLowerCase(Locale.ROOT);
        String version = status.description()
                .map(ModelDescription::version)
                .map(v -> " @" + v)
                .orElse("");
        return state + version + (status.reason().isEmpty() ? "" : ": " + status.reason());
    }
}
