package dev.quern.gateway.http;

import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether files can be taken: no matter of readiness, as questions are answered without. */
@Wellness
@Singleton
final class UploadHealth implements HealthCheck {
    private final UploadFolder folder;

    UploadHealth(UploadFolder folder) {
        this.folder = folder;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("gateway: uploads");
        return folder.problem()
                .map(problem -> answer.down().withData("reason", problem))
                .orElseGet(answer::up)
                .build();
    }
}
