package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that says "word " again and again, as far and as fast as a test allows. */
public final class ControlledModel implements LanguageModel {
    private final String name;
    private final int contextWindow;
    private final int words;
    private final Semaphore allowed = new Semaphore(0);
    private volatile boolean gated;
    private volatile boolean deaf;
    private volatile Duration perWord = Duration.ZERO;
    private volatile int failAfter = Integer.MAX_VALUE;
    private volatile Optional<QuernException> failure = Optional.empty();

    public final AtomicInteger calls = new AtomicInteger();
    public final AtomicInteger running = new AtomicInteger();
    public final AtomicInteger mostRunning = new AtomicInteger();
    public final AtomicInteger interrupted = new AtomicInteger();
    public final AtomicInteger said = new AtomicInteger();

    ControlledModel(int words) {
        this("controlled", 2048, words);
    }

    public ControlledModel(String name, int contextWindow, int words) {
        this.name = name;
        this.contextWindow = contextWindow;
        this.words = words;
    }

    /** It says a word only when {@link #allow} lets it. */
    public ControlledModel gated() {
        gated = true;
        return this;
    }

    /** It takes no notice of the most tokens allowed. */
    ControlledModel deaf() {
        deaf = true;
        return this;
    }

    ControlledModel taking(Duration newPerWord) {
        perWord = newPerWord;
        return this;
    }

    ControlledModel failing(int afterWords, QuernException with) {
        failAfter = afterWords;
        failure = Optional.of(with);
        return this;
    }

    public void allow(int more) {
        allowed.release(more);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public BackEnd backEnd() {
        return BackEnd.OPENAI;
    }

    int contextWindow() {
        return contextWindow;
    }

    @Override
    public String fingerprint() {
        return name + words;
    }

    @Override
    public int countTokens(String text) {
        return TokenEstimate.of(text);
    }

    @Override
    public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
            throws InterruptedException {
        calls.incrementAndGet();
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            return speak(call, options, sink);
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        } finally {
            running.decrementAndGet();
        }
    }

    private ModelOutcome speak(Call call, GenerationOptions options, TokenSink sink) throws InterruptedException {
        int most = deaf ? words : Math.min(words, options.maxTokens());
        for (int i = 0; i < most; i++) {
            if (i == failAfter) {
                throw failure.orElseThrow();
            }
            await(call);
            said.incrementAndGet();
            if (!sink.accept("word ")) {
                return new ModelOutcome(FinishReason.STOP, 10, i + 1, true);
            }
        }
        return new ModelOutcome(most < words ? FinishReason.LENGTH : FinishReason.STOP, 10, most, true);
    }

    private void await(Call call) throws InterruptedException {
        if (gated && !allowed.tryAcquire(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            call.ensureWanted();
        }
        if (!perWord.isZero()) {
            Thread.sleep(perWord);
        }
        call.ensureWanted();
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
}
