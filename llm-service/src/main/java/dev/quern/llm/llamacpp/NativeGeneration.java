package dev.quern.llm.llamacpp;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.Handover;
import dev.quern.llm.Patience;
import dev.quern.protocol.Call;
import java.util.List;
import java.util.Optional;

/**
 * One generation, computed on the thread that runs it and read on the thread that closes it.
 *
 * <p>llama.cpp's Java binding cannot be told to stop while it waits for a token: a reader whose generation is cancelled
 * by another thread waits for ever. So only the running thread cancels, between two tokens, and it reads the prompt in
 * slices, each kept in the slot's cache for the next, so that it sees a cancellation during a long prompt as well.
 */
final class NativeGeneration implements Runnable, AutoCloseable {
    private final LlamaModel model;
    private final Slices prompt;
    private final GenerationOptions options;
    private final int maxTokens;
    /** Unbounded, for at most {@code maxTokens}: a result left in llama.cpp's queue makes its other readers spin. */
    private final Handover<String> tokens = new Handover<>();

    private volatile boolean cancelled;

    NativeGeneration(LlamaModel model, Slices prompt, GenerationOptions options, int maxTokens) {
        this.model = model;
        this.prompt = prompt;
        this.options = options;
        this.maxTokens = maxTokens;
    }

    @Override
    public void run() {
        try {
            for (String prefix : prompt.prefixes()) {
                if (cancelled) {
                    return;
                }
                read(prefix);
            }
            if (!cancelled) {
                generate();
            }
            tokens.end();
        } catch (RuntimeException | Error e) {
            tokens.fail(e);
        }
    }

    /** Waits for the next token, the first time for the prompt to be read too; empty at the end. */
    Optional<String> next(Call call, Patience patience) throws InterruptedException {
        return tokens.next(call, patience);
    }

    @Override
    public void close() {
        cancelled = true;
    }

    private void read(String prefix) {
        LlamaIterator outputs = model.generate(
                        new InferenceParameters(prefix).setCachePrompt(true).setNPredict(0))
                .iterator();
        while (outputs.hasNext()) {
            outputs.next();
        }
    }

    private void generate() {
        InferenceParameters parameters = new InferenceParameters(prompt.whole())
                .setCachePrompt(true)
                .setNPredict(maxTokens)
                .setTemperature((float) options.temperature());
        List<String> stop = options.stop();
        if (!stop.isEmpty()) {
            parameters.setStopStrings(stop.toArray(String[]::new));
        }
        LlamaIterator outputs = model.generate(parameters).iterator();
        while (outputs.hasNext()) {
            LlamaOutput output = outputs.next();
            if (cancelled) {
                outputs.cancel();
            } else if (!output.text.isEmpty()) {
                tokens.put(output.text);
            }
        }
    }
}
