package dev.quern.embedding;

import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Vectors from the hash of a text. A batch ends when it is let; one that holds a poisonous text, or too many, fails. */
final class FakeEmbeddingModel implements EmbeddingModel<FakeText> {
    static final String POISON = "poison";

    /** Batches in the order in which they began. */
    final BlockingQueue<List<String>> begun = new LinkedBlockingQueue<>();

    /** What would have come out of {@link #begun}, and stays. */
    final Queue<List<String>> batches = new ConcurrentLinkedQueue<>();

    /** Which computed them. */
    final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    final CountDownLatch interrupted = new CountDownLatch(1);

    private final Semaphore endings;
    private final BatchShape shape;
    volatile int mostAtOnce = Integer.MAX_VALUE;
    volatile boolean closed;

    private FakeEmbeddingModel(int endings, BatchShape shape) {
        this.endings = new Semaphore(endings);
        this.shape = shape;
    }

    /** Whose batches end by themselves. */
    static FakeEmbeddingModel open() {
        return new FakeEmbeddingModel(Integer.MAX_VALUE / 2, new BatchShape(100, 32, true));
    }

    /** Whose batches end one by one, as they are let. */
    static FakeEmbeddingModel held(BatchShape shape) {
        return new FakeEmbeddingModel(0, shape);
    }

    void endOne() {
        endings.release();
    }

    void endAll() {
        endings.release(Integer.MAX_VALUE / 2);
    }

    @Override
    public ModelDescription description() {
        return new ModelDescription("fake", "1", 8, FakeText.MAX_TOKENS);
    }

    @Override
    public BatchShape shape() {
        return shape;
    }

    @Override
    public FakeText prepare(String text, Purpose purpose) {
        check();
        return FakeText.of(text);
    }

    @Override
    public int[] tokenEnds(String text) {
        check();
        return IntStream.rangeClosed(1, text.length())
                .filter(end -> text.charAt(end - 1) != ' ' && (end == text.length() || text.charAt(end) == ' '))
                .toArray();
    }

    @Override
    public List<float[]> compute(List<FakeText> inputs, Deadline deadline) throws InterruptedException {
        check();
        List<String> texts = inputs.stream().map(FakeText::text).toList();
        threads.add(Thread.currentThread());
        batches.add(texts);
        begun.add(texts);
        try {
            endings.acquire();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
        if (texts.size() > mostAtOnce) {
            throw new OutOfMemoryError("too many for a fake");
        }
        if (texts.contains(POISON)) {
            throw new QuernException(ErrorCode.INTERNAL, "The fake was poisoned.");
        }
        return texts.stream().map(FakeEmbeddingModel::vector).toList();
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

    static float[] vector(String text) {
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
        return vector;
    }
}
