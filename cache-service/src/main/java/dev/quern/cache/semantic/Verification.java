package dev.quern.cache.semantic;

import java.util.Optional;

/** Says whether a stored question asks for the same as another. */
@FunctionalInterface
interface Verification {
    /** Takes the cosine for the score. */
    Verification BY_COSINE = (_, _, cosine) -> new Match(cosine, Optional.empty());

    /** @param cosine of the two questions' vectors */
    Match match(AskedQuestion asked, AskedQuestion stored, double cosine);
}
