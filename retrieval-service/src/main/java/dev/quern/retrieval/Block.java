package dev.quern.retrieval;

/**
 * A table's row or fenced code: what says less when it is cut.
 *
 * @param end one after its last character; {@link #OPEN} while that is not known
 */
record Block(int start, int end) {
    static final int OPEN = Integer.MAX_VALUE;
}
