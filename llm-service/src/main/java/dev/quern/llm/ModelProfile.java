package dev.quern.llm;

import java.util.Set;

/**
 * What is configured about a model.
 *
 * @param name as callers name it
 * @param contextWindow tokens that prompt and result together may have
 * @param promptTokens tokens that a grounded prompt may have
 * @param maxTokens tokens of a result, unless the request says
 * @param temperature unless the request says
 * @param priceIn per million tokens, as is {@code priceOut}; 0: none
 * @param concurrency generations at once
 * @param roles that it serves
 */
public record ModelProfile(
        String name,
        BackEnd backEnd,
        Tier tier,
        int contextWindow,
        int promptTokens,
        int maxTokens,
        double temperature,
        double priceIn,
        double priceOut,
        int concurrency,
        Set<Role> roles) {
    private static final double MILLION = 1_000_000;

    public ModelProfile {
        roles = Set.copyOf(roles);
    }

    /** In the currency of the prices. */
    public double cost(long promptTokens, long completionTokens) {
        return (promptTokens * priceIn + completionTokens * priceOut) / MILLION;
    }
}
