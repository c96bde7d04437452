package dev.quern.embedding.onnx;

import ai.onnxruntime.OrtException;
import dev.quern.embedding.Embedding;
import dev.quern.embedding.EmbeddingModel;
import dev.quern.embedding.ModelDescription;
import dev.quern.embedding.Purpose;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A sentence transformer with mean pooling, such as all-MiniLM-L6-v2, computed in this process. It embeds questions and
 * passages alike.
 */
public final class OnnxEmbeddingModel implements EmbeddingModel {
    private final TextTokenizer tokenizer;
    private final OnnxEncoder encoder;
    private final ModelDescription description;
    private final int runTokens;
    /** Native memory must not go while it is read: each run reads, closing writes. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;

    private OnnxEmbeddingModel(
            TextTokenizer tokenizer, OnnxEncoder encoder, ModelDescription description, int runTokens) {
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.description = description;
        this.runTokens = runTokens;
    }

    /**
     * Loads a model and runs it once, so that one that does not work is found now.
     *
     * @param folder with {@code model.onnx} and {@code tokenizer.json}; empty for the built-in all-MiniLM-L6-v2
     * @param runTokens in one run, with padding
     * @param threads that compute one run
     */
    public static OnnxEmbeddingModel load(String name, Optional<Path> folder, int maxTokens, int runTokens, int threads)
            throws IOException, OrtException {
        try (ScratchFolder scratch = ScratchFolder.create()) {
            ModelFiles files = folder.isPresent() ? new ModelFiles(folder.get()) : ModelFiles.builtIn(scratch.path());
            TextTokenizer tokenizer = TextTokenizer.load(files.tokenizer(), maxTokens);
            OnnxEncoder encoder = null;
            try {
                encoder = OnnxEncoder.load(files.weights(), threads);
                int dimensions = dimensions(tokenizer, encoder, maxTokens);
                ModelDescription description =
                        new ModelDescription(name, files.fingerprint() + "-" + maxTokens, dimensions, maxTokens);
                return new OnnxEmbeddingModel(tokenizer, encoder, description, runTokens);
            } catch (IOException | OrtException | RuntimeException | Error e) {
                if (encoder != null) {
                    encoder.close();
                }
                tokenizer.close();
                throw e;
            }
        }
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public List<Embedding> embed(Call call, List<String> texts, Purpose purpose) {
        List<TokenizedText> tokenized = new ArrayList<>(texts.size());
        for (String text : texts) {
            tokenized.add(whileOpen(call, () -> tokenizer.tokenize(text)));
        }
        Embedding[] embeddings = new Embedding[texts.size()];
        for (List<Integer> run : MicroBatches.plan(tokenized, runTokens)) {
            List<float[]> vectors = whileOpen(
                    call, () -> encoder.encode(run.stream().map(tokenized::get).toList()));
            for (int i = 0; i < run.size(); i++) {
                TokenizedText text = tokenized.get(run.get(i));
                embeddings[run.get(i)] = new Embedding(vectors.get(i), text.tokenCount(), text.isTruncated());
            }
        }
        return Arrays.asList(embeddings);
    }

    @Override
    public void check() {
        lock.readLock().lock();
        try {
            requireOpen();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                encoder.close();
                tokenizer.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** One piece of native work, which nothing can interrupt: whether it is still wanted is asked before it. */
    private <T> T whileOpen(Call call, NativeWork<T> work) {
        call.ensureWanted();
        lock.readLock().lock();
        try {
            requireOpen();
            return work.run();
        } catch (OrtException | ArithmeticException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The embedding model failed on these texts.", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The embedding model is closed.");
        }
    }

    /** Found by embedding a text of full length, which also shows whether the model can read that much. */
    private static int dimensions(TextTokenizer tokenizer, OnnxEncoder encoder, int maxTokens) throws OrtException {
        TokenizedText longest = tokenizer.tokenize("grain ".repeat(maxTokens));
        return encoder.encode(List.of(longest)).getFirst().length;
    }

    @FunctionalInterface
    private interface NativeWork<T> {
        T run() throws OrtException;
    }
}
