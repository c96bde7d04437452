package dev.quern.protocol.grpc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How calls are spread over the replicas of a service. */
@ConfigMapping(prefix = "quern.balancing")
public interface BalancingConfig {

    /** How often it is looked up which replicas there are; at least 1 s. */
    @WithDefault("5S")
    Duration refresh();

    /** Failures in a row after which a replica is left alone. */
    @WithDefault("5")
    int failures();

    /** How long it is left alone then, before it gets a single call; twice as long after each that fails, up to 16 times. */
    @WithDefault("5S")
    Duration pause();

    /** Age at which a server asks its callers to connect anew, so that those behind a balancer of connections spread; at least 10 s. */
    @WithDefault("30M")
    Duration connectionAge();

    /** How long calls may go on over a connection that has reached that age. */
    @WithDefault("11M")
    Duration connectionGrace();
}
