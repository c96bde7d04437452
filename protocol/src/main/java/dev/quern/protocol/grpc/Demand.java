package dev.quern.protocol.grpc;

/** What a call asks most of the replica that answers it, and so what the replica should have to spare. */
public enum Demand {
    /** Nothing in particular: the replica that has the least to do and answers soonest. */
    LITTLE,
    /** Much computing, such as embedding. */
    CPU,
    /** Much to be held at once, such as a document that is uploaded or a large search. */
    MEMORY
}
