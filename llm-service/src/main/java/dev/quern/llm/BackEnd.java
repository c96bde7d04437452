package dev.quern.llm;

import java.util.Locale;

/** What generates. */
public enum BackEnd {
    /** The best sentences of the passages; no model. */
    EXTRACTIVE,
    /** A GGUF model in this process. */
    LLAMA_CPP,
    /** A model behind any server that speaks OpenAI's chat completions. */
    OPENAI,
    /** A deployment at Azure, which speaks OpenAI's chat completions under addresses of its own. */
    AZURE,
    /** A model of an Ollama server. */
    OLLAMA,
    /** A model behind a server that speaks Anthropic's messages. */
    ANTHROPIC;

    /** As it stands in settings and sentences. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
