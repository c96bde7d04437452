package dev.quern.retrieval;

/**
 * What most work with a collection needs of it, and a store can tell without counting.
 *
 * @param version as in {@link Collection}
 */
public record CollectionState(CollectionSettings settings, String version) {}
