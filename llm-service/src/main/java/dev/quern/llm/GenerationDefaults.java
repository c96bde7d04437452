package dev.quern.llm;

/**
 * What holds unless a request says otherwise.
 *
 * @param promptTokens what a grounded prompt may have at most; requests have no say in it
 */
record GenerationDefaults(int promptTokens, int maxTokens, double temperature) {}
