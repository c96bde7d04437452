package dev.quern.retrieval;

/** A chunk with its vector; whoever makes it gives the array away. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copied millions of times if it were a list
public record EmbeddedChunk(Chunk chunk, float[] vector) {}
