package dev.quern.llm;

import dev.quern.protocol.QuernException;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the configured model could answer. */
@Readiness
@ApplicationScoped
class ModelReadiness implements HealthCheck {
    private final TextGenerator generator;

    ModelReadiness(TextGenerator generator) {
        this.generator = generator;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("llm: model");
        try {
            generator.check();
            return response.up().build();
        } catch (QuernException e) {
            return response.down().withData("reason", e.text()).build();
        }
    }
}
