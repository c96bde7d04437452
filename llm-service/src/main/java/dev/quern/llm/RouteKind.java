package dev.quern.llm;

/** Why a model was chosen, as it is counted. */
enum RouteKind {
    /** Its tier is that of the question's complexity. */
    COMPLEXITY,
    /** It is the one for all that names none. */
    DEFAULT,
    /** The request names it. */
    EXPLICIT,
    /** There is none of the right tier. */
    NEAREST_TIER,
    /** The prompt is too long for the one that comes first. */
    LONGER_CONTEXT,
    /** Others could not just now. */
    FALLBACK,
    /** None is there or asked for, and the documents' own sentences do. */
    NO_MODEL,
    /** Nothing relevant was given. */
    ABSTAINED
}
