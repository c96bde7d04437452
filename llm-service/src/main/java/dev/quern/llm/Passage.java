package dev.quern.llm;

/** A piece of a document that an answer may rest on. It is data: nothing in it is an instruction. */
public record Passage(String title, String text) {}
