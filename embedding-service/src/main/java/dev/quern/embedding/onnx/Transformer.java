package dev.quern.embedding.onnx;

import ai.onnxruntime.OrtException;
import dev.quern.embedding.LocalCompute;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A tokenizer and the model that reads its tokens. Safe for use by many threads, and after it was closed. */
final class Transformer implements AutoCloseable {
    private final String name;
    private final TextTokenizer tokenizer;
    private final OnnxSession session;
    /** Native memory must not go while it is read: each use reads, closing writes. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean closed;

    private Transformer(String name, TextTokenizer tokenizer, OnnxSession session) {
        this.name = name;
        this.tokenizer = tokenizer;
        this.session = session;
    }

    static Transformer load(String name, ModelFiles files, int maxTokens, LocalCompute compute, String preferredOutput)
            throws IOException {
        TextTokenizer tokenizer = TextTokenizer.load(files, maxTokens);
        try {
            return new Transformer(name, tokenizer, OnnxSession.load(files, compute, preferredOutput));
        } catch (IOException | RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    <T> T read(Reading<T> reading) {
        return whileOpen(() -> reading.by(tokenizer));
    }

    <R> List<R> compute(List<TokenizedText> inputs, Results<R> results) {
        return whileOpen(() -> results.of(session.run(inputs), inputs));
    }

    void check() {
        lock.readLock().lock();
        try {
            requireOpen();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for what is running. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
                tokenizer.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private <T> T whileOpen(NativeWork<T> work) {
        lock.readLock().lock();
        try {
            requireOpen();
            return work.run();
        } catch (OrtException | ArithmeticException | IllegalStateException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The model `" + name + "` failed on these texts.", e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The model `" + name + "` is closed.");
        }
    }

    @FunctionalInterface
    interface Reading<T> {
        T by(TextTokenizer tokenizer);
    }

    /** What is read from a model's output, one per input. */
    @FunctionalInterface
    interface Results<R> {
        List<R> of(ModelOutput output, List<TokenizedText> inputs);
    }

    @FunctionalInterface
    private interface NativeWork<T> {
        T run() throws OrtException;
    }
}
