package dev.quern.llm;

import java.util.Optional;

/**
 * How models are chosen.
 *
 * @param defaultModel answers what names no model, whatever its complexity
 * @param smallBelow complexity under which a small model answers
 * @param balancedBelow complexity under which a balanced one does, and from which a large one
 * @param fallbackFromExplicit whether another model may answer for one that the request names
 */
record RoutingSettings(
        Optional<String> defaultModel, double smallBelow, double balancedBelow, boolean fallbackFromExplicit) {
    Tier tier(double complexity) {
        if (complexity < smallBelow) {
            return Tier.SMALL;
        }
        return complexity < balancedBelow ? Tier.BALANCED : Tier.LARGE;
    }
}
