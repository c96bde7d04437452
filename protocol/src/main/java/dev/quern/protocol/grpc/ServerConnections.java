package dev.quern.protocol.grpc;

import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Bounds how old a connection to this process gets. */
@Singleton
@Unremovable
final class ServerConnections implements ServerBuilderCustomizer<VertxServerBuilder> {
    private static final Duration LEAST = Duration.ofSeconds(10);

    private final BalancingConfig config;

    ServerConnections(BalancingConfig config) {
        this.config = config;
        if (config.connectionAge().compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("quern.balancing.connection-age must be at least 10 s.");
        }
        if (config.connectionGrace().isNegative()) {
            throw new IllegalArgumentException("quern.balancing.connection-grace must not be negative.");
        }
    }

    @Override
    public void customize(GrpcServerConfiguration server, VertxServerBuilder builder) {
        builder.nettyBuilder()
                .maxConnectionAge(config.connectionAge().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionAgeGrace(config.connectionGrace().toMillis(), TimeUnit.MILLISECONDS);
    }
}
