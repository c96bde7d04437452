package dev.quern.llm;

/** Takes a generated text part by part. */
@FunctionalInterface
public interface TokenSink {
    /** Whether more of it is wanted. */
    boolean accept(String text) throws InterruptedException;
}
