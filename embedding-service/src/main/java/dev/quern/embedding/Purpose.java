package dev.quern.embedding;

/** What a vector is for. Some models embed a question otherwise than the text that answers it. */
public enum Purpose {
    QUERY,
    PASSAGE
}
