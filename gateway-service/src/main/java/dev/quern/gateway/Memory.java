package dev.quern.gateway;

import dev.quern.gateway.AnswerCache.Kept;
import dev.quern.gateway.AnswerMetadata.Cached;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What answers are remembered in: the exact cache and the semantic one, as far as whoever asks allows. */
@ApplicationScoped
public class Memory {
    private static final Logger LOG = Logger.getLogger(Memory.class);
    private static final String SEMANTIC = "semantic";
    /** What an answer had to do without. */
    static final String CACHE = "cache";

    private final AnswerCache exact;
    private final SimilarAnswers similar;
    private final GatewayConfig config;

    Memory(AnswerCache exact, SimilarAnswers similar, GatewayConfig config) {
        if (config.answerCopies() < 0 || !config.cachePatience().isPositive()) {
            throw new IllegalArgumentException(
                    "quern.gateway.answer-copies is 0 or more, and quern.gateway.cache-patience more than 0.");
        }
        this.exact = exact;
        this.similar = similar;
        this.config = config;
    }

    /** So that what is configured wrongly stops the start, not the first question. */
    void checkSettings(@Observes StartupEvent start) {}

    /** @param refresh whether the answer should be made anew meanwhile */
    record Remembered(Answer answer, Cached cached, boolean refresh) {}

    Optional<Remembered> find(Call call, AnswerKey key, CacheUse use, List<String> degraded) {
        if (!use.reads()) {
            return Optional.empty();
        }
        return exact.find(call, key, without(degraded))
                .map(hit -> new Remembered(
                        hit.kept().answer(),
                        new Cached(
                                hit.level(),
                                Optional.empty(),
                                Optional.of(new CacheEntry(
                                        key.canonical(), hit.kept().similar()))),
                        hit.refresh()));
    }

    Optional<Remembered> findSimilar(
            Call call, AnswerKey key, QuestionVector vector, CacheUse use, List<String> degraded) {
        if (!use.reads() || !takesSimilar(key, vector, degraded)) {
            return Optional.empty();
        }
        SimilarKey namespace = SimilarKey.of(key, vector);
        return similar.find(call, namespace, key.question(), vector.numbers(), without(degraded))
                .map(hit -> new Remembered(
                        hit.answer(),
                        new Cached(
                                SEMANTIC,
                                Optional.of(hit),
                                Optional.of(new CacheEntry(
                                        key.canonical(), Optional.of(new CacheEntry.Similar(namespace, hit.id()))))),
                        false));
    }

    /**
     * Only what the same question should get again: see {@link Generated#isWorthRemembering}.
     *
     * @param took how long it took to make
     */
    Optional<CacheEntry> remember(
            Call call,
            AnswerKey key,
            QuestionVector vector,
            Answer answer,
            Duration took,
            CacheUse use,
            List<String> degraded) {
        if (!use.writes() || !answer.generated().isWorthRemembering()) {
            return Optional.empty();
        }
        Optional<CacheEntry.Similar> entry = takesSimilar(key, vector, degraded)
                ? rememberSimilar(call, SimilarKey.of(key, vector), key.question(), vector, answer, took, degraded)
                : Optional.empty();
        exact.remember(call, key, new Kept(answer, entry), took, without(degraded));
        return Optional.of(new CacheEntry(key.canonical(), entry));
    }

    /** The answer was wrong: nobody gets it from the caches again, nor one as far away so easily. */
    public void forget(Call call, CacheEntry entry) {
        call.principal().require(Scope.ASK);
        entry.similar().ifPresent(known -> similar.reportWrong(call, known));
        exact.forget(call, entry.key());
    }

    private Optional<CacheEntry.Similar> rememberSimilar(
            Call call,
            SimilarKey namespace,
            String question,
            QuestionVector vector,
            Answer answer,
            Duration took,
            List<String> degraded) {
        return similar.remember(call, namespace, question, vector.numbers(), answer, took, without(degraded))
                .map(id -> new CacheEntry.Similar(namespace, id));
    }

    /** One wait for a cache that is away is enough for a question. */
    private boolean takesSimilar(AnswerKey key, QuestionVector vector, List<String> degraded) {
        return config.similarAnswers()
                && key.mayTakeSimilar()
                && vector.numbers().length > 0
                && !degraded.contains(CACHE);
    }

    private static Consumer<QuernException> without(List<String> degraded) {
        return failure -> {
            if (failure.code() == ErrorCode.CANCELLED) {
                throw failure;
            }
            LOG.warnf("going on without the cache: %s", failure.text());
            if (!degraded.contains(CACHE)) {
                degraded.add(CACHE);
            }
        };
    }
}
