package dev.quern.gateway;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How requests and tokens are counted. */
public interface LimitsConfig {

    /** Whether requests and tokens are counted at all. */
    @WithDefault("true")
    boolean enabled();

    /** Requests that all callers of a tenant together may make in a minute. */
    @WithDefault("10000")
    int tenantRequestsPerMinute();

    /** Tokens of language models, in and out, that all callers of a tenant together may use up in a day. */
    @WithDefault("100000000")
    long tenantTokensPerDay();

    /** How long a request waits to be counted in Redis; after that it is counted in this process. */
    @WithDefault("50MS")
    Duration patience();

    /** How long everything is counted in this process after Redis failed. */
    @WithDefault("1S")
    Duration pause();

    /** How many gateways share the limits, as long as Redis has not told. */
    @WithDefault("1")
    int replicas();

    /** After how long tokens come back that were set aside by a gateway that died. */
    @WithDefault("10M")
    Duration reservation();

    /** Callers that this process counts for at once; those that were not seen for longest are forgotten. */
    @WithDefault("100000")
    int callers();
}
