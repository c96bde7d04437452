package dev.quern.llm;

/** What generates. */
public enum BackEnd {
    /** The best sentences of the passages; no model. */
    EXTRACTIVE,
    /** A GGUF model in this process. */
    LLAMA_CPP,
    /** A model behind any server that speaks OpenAI's chat completions. */
    OPENAI
}
