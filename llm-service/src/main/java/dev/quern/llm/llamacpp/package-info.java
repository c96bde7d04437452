/** A GGUF model in this process, computed by llama.cpp. */
@NullMarked
package dev.quern.llm.llamacpp;

import org.jspecify.annotations.NullMarked;
