package dev.quern.retrieval;

/** Measures pieces of a text, in characters or in tokens. */
interface Ruler {
    /** The furthest place from which back to {@code from} there are at most so many units; the text's end if it is nearer. */
    int ahead(int from, int units);

    /** The first place from which up to {@code to} there are at most so many units. */
    int back(int to, int units);

    /** The most characters that so many units may be. */
    int characters(int units);
}
