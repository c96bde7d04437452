package dev.quern.llm;

/** One turn of a conversation. */
public record Message(Author author, String text) {}
