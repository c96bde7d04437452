package dev.quern.embedding;

/** What a model computes, read and cut to what fits it. */
public interface ModelInput {

    /** Tokens that are computed; an estimate for a model that another server computes. */
    int length();

    /** Tokens of the whole, with what was cut off; 0 when that is not known. */
    int tokenCount();

    /** Whether there was more than the model can read. */
    boolean truncated();
}
