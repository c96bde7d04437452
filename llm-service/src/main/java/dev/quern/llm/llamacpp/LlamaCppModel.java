package dev.quern.llm.llamacpp;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import dev.quern.llm.Author;
import dev.quern.llm.BackEnd;
import dev.quern.llm.FinishReason;
import dev.quern.llm.GenerationOptions;
import dev.quern.llm.LanguageModel;
import dev.quern.llm.Message;
import dev.quern.llm.ModelFailures;
import dev.quern.llm.ModelOutcome;
import dev.quern.llm.Patience;
import dev.quern.llm.TokenSink;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * llama.cpp in this process.
 *
 * <p>Its calls block in native code, where a virtual thread would hold its carrier and could not be interrupted. So each
 * generation has a platform thread that talks to llama.cpp, and the caller's thread only waits for what comes.
 */
public final class LlamaCppModel implements LanguageModel {
    private static final Logger LOG = Logger.getLogger(LlamaCppModel.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;
    private final LlamaModel model;
    private final String fingerprint;
    private final ExecutorService threads;
    private volatile boolean closed;

    /**
     * @param slots generations at once; each has a whole context window
     * @param threads to compute with, for all generations together
     * @param gpuLayers computed on a GPU, where the library is built for one
     */
    public record Settings(
            String name,
            Path weights,
            int contextWindow,
            int slots,
            int threads,
            int gpuLayers,
            Patience.Limits limits) {

        ModelFailures failures() {
            return ModelFailures.of(BackEnd.LLAMA_CPP, name);
        }
    }

    private LlamaCppModel(Settings settings, LlamaModel model, String fingerprint) {
        this.settings = settings;
        this.model = model;
        this.fingerprint = fingerprint;
        this.threads = Executors.newFixedThreadPool(
                settings.slots(), Thread.ofPlatform().daemon().name("llama-", 0).factory());
    }

    /**
     * Looks at the file of weights without reading them all, which is quick: what tells it from another. Throws
     * {@link IllegalArgumentException} with model and path unless it is a whole GGUF.
     */
    public static String examine(Settings settings) {
        return Weights.check(settings.failures(), settings.weights());
    }

    /** Reads the weights; throws {@link IllegalArgumentException} with model and path when that is not possible. */
    public static LlamaCppModel load(Settings settings) {
        String fingerprint = examine(settings);
        NativeLibrary.prepare();
        ModelParameters parameters = new ModelParameters()
                .setModel(settings.weights().toString())
                .setCtxSize(settings.contextWindow() * settings.slots())
                .setParallel(settings.slots())
                .setThreads(settings.threads())
                .setThreadsBatch(settings.threads())
                .setGpuLayers(settings.gpuLayers())
                .disableContextShift()
                .disableLog();
        try {
            return new LlamaCppModel(settings, new LlamaModel(parameters), fingerprint);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    settings.failures().subject() + ": llama.cpp cannot use " + settings.weights() + ".", e);
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public BackEnd backEnd() {
        return BackEnd.LLAMA_CPP;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public int countTokens(String text) {
        return model.encode(text).length;
    }

    @Override
    public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
            throws InterruptedException {
        check();
        String prompt = model.applyTemplate(messages(conversation));
        int promptTokens = countTokens(prompt);
        int room = settings.contextWindow() - promptTokens;
        if (room < 1) {
            throw QuernException.invalid(
                    "prompt",
                    "The prompt has " + promptTokens + " tokens; the model `" + name() + "` takes "
                            + settings.contextWindow() + ".");
        }
        int maxTokens = Math.min(options.maxTokens(), room);
        int completionTokens = 0;
        boolean wanted = true;
        Patience patience = new Patience(settings.failures(), settings.limits(), options.firstTokenBy());
        try (NativeGeneration generation =
                new NativeGeneration(model, Slices.of(prompt, promptTokens), options, maxTokens)) {
            threads.execute(generation);
            Optional<String> token = generation.next(call, patience);
            while (token.isPresent() && wanted) {
                completionTokens++;
                wanted = sink.accept(token.get());
                patience.renew();
                token = wanted ? generation.next(call, patience) : token;
            }
        }
        FinishReason finish = wanted && completionTokens >= maxTokens ? FinishReason.LENGTH : FinishReason.STOP;
        return new ModelOutcome(finish, promptTokens, completionTokens, true);
    }

    @Override
    public void check() {
        if (closed) {
            throw settings.failures().closed();
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            // A thread that still reads when the model goes waits for ever; it is a daemon.
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a generation was still running when the language model was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        model.close();
    }

    private static InferenceParameters messages(List<Message> conversation) {
        StringBuilder system = new StringBuilder();
        List<Pair<String, String>> turns = conversation.stream()
                .filter(message -> {
                    if (message.author() == Author.SYSTEM) {
                        system.append(system.isEmpty() ? "" : "\n").append(message.text());
                    }
                    return message.author() != Author.SYSTEM;
                })
                .map(message -> new Pair<>(message.author() == Author.USER ? "user" : "assistant", message.text()))
                .toList();
        return new InferenceParameters("").setMessages(system.toString(), turns);
    }
}
