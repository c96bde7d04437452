package dev.quern.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What concerns browsers, and whoever reads HTTP. */
public interface WebConfig {

    /**
     * How long browsers that came by TLS come by nothing else ({@code Strict-Transport-Security}); 0: they are told
     * nothing.
     */
    @WithDefault("365D")
    Duration strictTransport();

    /** How long a body that is no upload may take to arrive; then its connection is closed. */
    @WithDefault("60S")
    Duration bodyTime();

    /** How long nothing of a body that is no upload may arrive before its connection is closed. */
    @WithDefault("10S")
    Duration bodyStall();

    /** The largest message to the tools of the Model Context Protocol. */
    @WithDefault("1M")
    MemorySize largestMessage();
}
