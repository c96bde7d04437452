package dev.quern.gateway;

/** What requests and tokens are counted with. */
enum Counting {
    /** They are not counted. */
    OFF,
    /** In this process, for itself. */
    LOCAL,
    /** In Redis, with all other gateways. */
    REDIS;

    static Counting of(GatewayConfig config) {
        if (!config.limits().enabled()) {
            return OFF;
        }
        return config.redis().enabled() ? REDIS : LOCAL;
    }
}
