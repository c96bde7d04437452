package dev.quern.embedding;

/**
 * What is known of a model once it is loaded.
 *
 * @param version changes whenever the same text could get another vector
 * @param maxTokens how much of a text it reads; the rest is cut off
 */
public record ModelDescription(String name, String version, int dimensions, int maxTokens) {

    /** The model with its exact version, as it stands beside stored vectors. */
    public String exactName() {
        return name + "@" + version;
    }
}
