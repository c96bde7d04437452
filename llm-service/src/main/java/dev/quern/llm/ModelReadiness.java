package dev.quern.llm;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when every model in this process is loaded. A model whose server is away is told, and keeps nothing from being
 * ready: no restart mends a server, and other models, or the documents' own sentences, still answer.
 */
@Readiness
@ApplicationScoped
class ModelReadiness implements HealthCheck {
    private final ServedModels models;

    ModelReadiness(ServedModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("llm: models");
        models.all()
                .forEach(model -> response.withData(
                        model.profile().name(),
                        model.loading().or(model::trouble).orElse("available")));
        return response.status(
                        models.all().stream().allMatch(model -> model.loading().isEmpty()))
                .build();
    }
}
