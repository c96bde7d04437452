package dev.quern.retrieval;

import dev.quern.protocol.QuernException;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready as long as the disk has room for documents. */
@Readiness
@Singleton
final class DiskReadiness implements HealthCheck {
    private final UploadSpace space;

    DiskReadiness(UploadSpace space) {
        this.space = space;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("retrieval: disk");
        try {
            space.check();
            return answer.up().build();
        } catch (QuernException full) {
            return answer.down().withData("reason", full.text()).build();
        }
    }
}
