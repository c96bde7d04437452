package dev.quern.protocol.grpc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How remote services are called. */
@ConfigMapping(prefix = "quern.calls")
public interface CallConfig {

    /** Calls to one service at once; what does not fit is refused as overload. */
    @WithDefault("256")
    int concurrency();

    /** Failed calls in a row, as a share of the last twenty, that open the circuit. */
    @WithDefault("0.5")
    double failureRatio();

    /** How long an open circuit refuses before it tries again. */
    @WithDefault("1S")
    Duration circuitDelay();
}
