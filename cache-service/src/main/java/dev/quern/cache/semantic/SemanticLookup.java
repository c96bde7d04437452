package dev.quern.cache.semantic;

import java.util.Optional;

/** What a lookup found: a hit, or why the nearest was none, or neither when nothing was near. */
public record SemanticLookup(Optional<SemanticHit> hit, Optional<Rejection> rejection) {
    static final SemanticLookup NOTHING = new SemanticLookup(Optional.empty(), Optional.empty());
}
