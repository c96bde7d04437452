package dev.quern.cache.semantic;

import dev.quern.cache.PutLimits;

/**
 * What must be the same for one question's answer to serve another.
 *
 * @param language BCP 47; empty: not known
 * @param variant whatever else the answer depends on, in a canonical form
 */
public record SemanticNamespace(
        String collection,
        String collectionVersion,
        String model,
        String promptVersion,
        String language,
        String variant) {
    /** Bytes in UTF-8 of each part but the variant. */
    private static final int LONGEST = 512;

    private static final int LONGEST_VARIANT = 8_192;

    public SemanticNamespace {
        PutLimits.requireText("namespace.collection", "A collection", collection, LONGEST);
        PutLimits.requireText("namespace.collection_version", "A collection's version", collectionVersion, LONGEST);
        PutLimits.requireText("namespace.model", "A model", model, LONGEST);
        PutLimits.requireTextOrNothing("namespace.prompt_version", "A prompt's version", promptVersion, LONGEST);
        PutLimits.requireTextOrNothing("namespace.language", "A language", language, LONGEST);
        PutLimits.requireTextOrNothing("namespace.variant", "A variant", variant, LONGEST_VARIANT);
    }
}
