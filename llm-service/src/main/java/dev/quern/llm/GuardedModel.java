package dev.quern.llm;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A model behind a {@link CircuitBreaker}. */
final class GuardedModel implements ServedModel {
    /** Given to callers when a model is busy and does not say for how long. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final ModelProfile profile;
    private final LanguageModel model;
    private final CircuitBreaker breaker;
    private final Duration longSilence;
    private volatile long lastToken = System.nanoTime() - Duration.ofDays(1).toNanos();

    /** @param longSilence a model that gives nothing for so long is at fault, even when its caller's time was over first */
    GuardedModel(ModelProfile profile, LanguageModel model, CircuitBreaker breaker, Duration longSilence) {
        this.profile = profile;
        this.model = model;
        this.breaker = breaker;
        this.longSilence = longSilence;
    }

    @Override
    public ModelProfile profile() {
        return profile;
    }

    @Override
    public LanguageModel model() {
        return new Guarded();
    }

    @Override
    public Optional<String> trouble() {
        return breaker.trouble();
    }

    @Override
    public Optional<String> loading() {
        return model instanceof LoadingModel loading ? loading.loading() : Optional.empty();
    }

    /** Asks the model's server whether it is there, unless it has shown so since {@code interval} ago. */
    void examine(Duration interval) {
        if (breaker.trouble().isEmpty() && System.nanoTime() - lastToken < interval.toNanos()) {
            return;
        }
        try {
            model.check();
            breaker.answersChecks();
        } catch (QuernException e) {
            if (e.code().isOverload()) {
                e.retryAfter().ifPresent(breaker::busyFor);
            } else if (e.code() != ErrorCode.CANCELLED) {
                breaker.failsCheck(e.text());
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }

    /** What others see of the model. */
    private final class Guarded implements LanguageModel {

        @Override
        public String name() {
            return model.name();
        }

        @Override
        public BackEnd backEnd() {
            return model.backEnd();
        }

        @Override
        public String fingerprint() {
            return model.fingerprint();
        }

        @Override
        public int countTokens(String text) {
            return model.countTokens(text);
        }

        @Override
        public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
                throws InterruptedException {
            CircuitBreaker.Attempt attempt = breaker.begin();
            Listener listener = new Listener(sink, attempt);
            try {
                ModelOutcome outcome = model.generate(call, conversation, options, listener);
                attempt.succeeded();
                return outcome;
            } catch (QuernException e) {
                if (listener.isAtFault(e)) {
                    attempt.failed();
                }
                throw listener.isOverload(e) ? busy(e) : e;
            } finally {
                // Does nothing to an attempt that has ended.
                attempt.abandoned();
            }
        }

        /** Throws without asking anybody. */
        @Override
        public void check() {
            loading().or(GuardedModel.this::trouble).ifPresent(sentence -> {
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, sentence);
            });
        }

        @Override
        public void close() {
            GuardedModel.this.close();
        }
    }

    private QuernException busy(QuernException failure) {
        failure.retryAfter().ifPresent(breaker::busyFor);
        return failure.retryAfter().isPresent() ? failure : failure.withRetryAfter(RETRY_AFTER);
    }

    /** Tells failures of the model from those of whoever takes its tokens. */
    private final class Listener implements TokenSink {
        private final TokenSink sink;
        private final CircuitBreaker.Attempt attempt;
        private final long asked = System.nanoTime();
        private boolean heard;
        private boolean taking;

        Listener(TokenSink sink, CircuitBreaker.Attempt attempt) {
            this.sink = sink;
            this.attempt = attempt;
        }

        @Override
        public boolean accept(String text) throws InterruptedException {
            if (!heard) {
                heard = true;
                attempt.begun();
            }
            lastToken = System.nanoTime();
            taking = true;
            boolean wanted = sink.accept(text);
            taking = false;
            return wanted;
        }

        boolean isOverload(QuernException failure) {
            return !taking && failure.code() == ErrorCode.OVERLOADED;
        }

        boolean isAtFault(QuernException failure) {
            if (taking) {
                return false;
            }
            return switch (failure.code()) {
                case SERVICE_UNAVAILABLE -> true;
                case DEADLINE_EXCEEDED -> !heard && System.nanoTime() - asked >= longSilence.toNanos();
                default -> false;
            };
        }
    }
}
