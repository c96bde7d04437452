package dev.quern.gateway;

/**
 * What a caller may use up.
 *
 * @param tokensPerDay of language models, in and out, from midnight to midnight UTC
 */
public record Limits(int requestsPerMinute, long tokensPerDay) {
    public Limits {
        if (requestsPerMinute < 1 || tokensPerDay < 1) {
            throw new IllegalArgumentException("limits are 1 or more");
        }
    }
}
