package dev.quern.gateway;

import java.time.Duration;

/** What the settings of limits have to keep to. */
final class LimitsRules {
    private LimitsRules() {}

    static void check(GatewayConfig config) {
        LimitsConfig limits = config.limits();
        requirePositive("requests-per-minute", config.requestsPerMinute());
        requirePositive("tokens-per-day", config.tokensPerDay());
        requirePositive("limits.tenant-requests-per-minute", limits.tenantRequestsPerMinute());
        requirePositive("limits.tenant-tokens-per-day", limits.tenantTokensPerDay());
        requirePositive("limits.replicas", limits.replicas());
        requirePositive("limits.callers", limits.callers());
        requirePositive("limits.patience", limits.patience());
        requirePositive("limits.pause", limits.pause());
        if (limits.reservation().compareTo(config.longestTimeout()) <= 0) {
            throw new IllegalArgumentException("quern.gateway.limits.reservation must be longer than"
                    + " quern.gateway.longest-timeout: tokens come back while they are being spent otherwise.");
        }
    }

    private static void requirePositive(String key, Duration time) {
        requirePositive(key, time.toMillis());
    }

    private static void requirePositive(String key, long number) {
        if (number < 1) {
            throw new IllegalArgumentException("quern.gateway." + key + " must be more than 0.");
        }
    }
}
