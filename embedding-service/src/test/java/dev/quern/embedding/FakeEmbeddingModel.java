package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Vectors from the hash of a text, one token a word; computes only while its gate is open. */
final class FakeEmbeddingModel implements EmbeddingModel {
    private static final int MAX_TOKENS = 16;

    final AtomicInteger runs = new AtomicInteger();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    private final CountDownLatch gate;
    volatile boolean closed;

    FakeEmbeddingModel(CountDownLatch gate) {
        this.gate = gate;
    }

    static FakeEmbeddingModel open() {
        return new FakeEmbeddingModel(new CountDownLatch(0));
    }

    @Override
    public ModelDescription description() {
        return new ModelDescription("fake", "1", 8, MAX_TOKENS);
    }

    @Override
    public List<Embedding> embed(Call call, List<String> texts, Purpose purpose) {
        call.ensureWanted();
        check();
        runs.incrementAndGet();
        begun.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw QuernException.of(e);
        }
        return texts.stream().map(FakeEmbeddingModel::embedding).toList();
    }

    @Override
    public void check() {
        if (closed) {
            throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The fake is closed.");
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private static Embedding embedding(String text) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[8];
        double squares = 0;
        for (int d = 0; d < vector.length; d++) {
            vector[d] = random.nextFloat() - .5f;
            squares += (double) vector[d] * vector[d];
        }
        for (int d = 0; d < vector.length; d++) {
            vector[d] = (float) (vector[d] / Math.sqrt(squares));
        }
        int tokens = text.strip().split(" +", -1).length;
        return new Embedding(vector, tokens, tokens > MAX_TOKENS);
    }
}
