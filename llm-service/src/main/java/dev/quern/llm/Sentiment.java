package dev.quern.llm;

/** In which mood a question was asked. */
public enum Sentiment {
    NEGATIVE,
    NEUTRAL,
    POSITIVE
}
