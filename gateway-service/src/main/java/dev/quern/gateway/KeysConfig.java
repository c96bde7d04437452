package dev.quern.gateway;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** API keys that are made, listed and revoked while Quern runs. */
public interface KeysConfig {

    /** For how long a key that was looked up is believed: a key that is revoked works for so long at most. */
    @WithDefault("5S")
    Duration believedFor();

    /**
     * For how long a key that was looked up is believed while the store that has it cannot be reached: a key that was
     * never looked up is refused with 503 then, and one that is revoked meanwhile works for so long at most.
     */
    @WithDefault("5M")
    Duration believedInOutage();

    /** For how long a key that nobody knows is refused without looking again. */
    @WithDefault("2S")
    Duration unknownFor();

    /** How long looking up a key may take. */
    @WithDefault("1S")
    Duration lookupTime();

    /** Keys at once that are looked up for the first time; what comes on top is refused with 503. */
    @WithDefault("32")
    int lookups();

    /** Keys that are remembered as known, and as many as unknown. */
    @WithDefault("10000")
    int copies();

    /**
     * Whether the first start makes a key that may do everything, and prints it once: {@code never}, {@code
     * beyond-loopback} (where Quern would not start without a key) or {@code always}. Not for several replicas, each of
     * which would make one.
     */
    @WithDefault("never")
    Bootstrap bootstrap();

    /** When the first key is made without anybody asking. */
    enum Bootstrap {
        NEVER,
        BEYOND_LOOPBACK,
        ALWAYS
    }
}
