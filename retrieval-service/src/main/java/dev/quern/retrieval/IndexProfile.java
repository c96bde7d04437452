package dev.quern.retrieval;

/** How a collection's vectors are kept and searched. */
public enum IndexProfile {
    /** {@link #EXACT} while the collection is small, {@link #HNSW} from then on. */
    AUTOMATIC,
    /** Every vector is compared: right, and slow when there are many. */
    EXACT,
    /** A graph of neighbours: quick, and nearly always right. */
    HNSW,
    /** A graph over quantized vectors; the best are compared again as they are. */
    MEMORY_CONSTRAINED
}
