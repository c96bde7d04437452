package dev.quern.standalone;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the assembly itself. */
@ConfigMapping(prefix = "quern.standalone")
public interface StandaloneConfig {

    /** Loads a few documents about Quern at the start, so that there is something to ask about. */
    @WithDefault("false")
    boolean demo();
}
