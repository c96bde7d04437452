package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import dev.quern.gateway.Passages.CollectionInfo;
import dev.quern.gateway.Passages.Found;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The way of a question: exact cache, embedding, search, generation with grounding, and remembering. */
@ApplicationScoped
public class Answering {
    private static final Logger LOG = Logger.getLogger(Answering.class);

    private final Passages passages;
    private final PassageSearch search;
    private final Generation generation;
    private final AnswerCache cache;
    private final QuestionAnalysis analysis;
    private final GatewayConfig config;

    public Answering(
            Passages passages,
            Embeddings embeddings,
            Generation generation,
            AnswerCache cache,
            QuestionAnalysis analysis,
            GatewayConfig config) {
        this.passages = passages;
        search = new PassageSearch(passages, embeddings);
        this.generation = generation;
        this.cache = cache;
        this.analysis = analysis;
        this.config = config;
    }

    /** Answers; {@code listener} hears of every step, and the last event it gets is {@link Metadata}. */
    public Metadata answer(Call call, Question question, AnswerEvent.Listener listener) throws InterruptedException {
        call.principal().require(Scope.ASK);
        Stopwatch stopwatch = new Stopwatch();
        List<String> degraded = new ArrayList<>();
        Analysis analysed = analysis.analyse(question);

        listener.on(new Status("looking_up"));
        CollectionInfo collection = stopwatch.time("describe", () -> passages.describe(call, question.collection()));
        Generation.Routing routing = stopwatch.time("route", () -> generation.routing(call));
        AnswerKey key = key(question, analysed, collection.version(), routing.epoch(), routing.promptVersion());
        Optional<AnswerCache.Hit> hit = stopwatch.time("cache", () -> find(call, key, degraded));
        if (hit.isPresent()) {
            Answer answer = hit.get().answer();
            listener.on(new Sources(answer.sources()));
            listener.on(new ResponseChunk(answer.generated().text(), true));
            return finish(call, question, analysed, answer, hit.get().level(), stopwatch, degraded, listener);
        }

        listener.on(new Status("searching"));
        Found found = search.search(call, question, analysed, collection.embeddingModel(), false, stopwatch);
        degraded.addAll(found.degraded());
        List<Source> sources = Relevance.relevant(question, found.sources(), config.leastSimilarity());
        listener.on(new Sources(sources));

        listener.on(new Status("generating"));
        Generated generated = stopwatch.time(
                "generate",
                () -> generation.generate(
                        call, question, analysed, sources, text -> listener.on(new ResponseChunk(text, false))));
        listener.on(new ResponseChunk("", true));

        Answer answer = new Answer(generated, sources, found.collectionVersion());
        // What had to do without something is not what the next one should get.
        if (generated.isCompleteAndGrounded() && found.degraded().isEmpty()) {
            remember(
                    call,
                    key(
                            question,
                            analysed,
                            found.collectionVersion(),
                            generated.model().routingEpoch(),
                            generated.model().promptVersion()),
                    answer,
                    degraded);
        }
        analysis.answered(analysed, stopwatch.elapsed());
        return finish(call, question, analysed, answer, "none", stopwatch, degraded, listener);
    }

    private AnswerKey key(Question question, Analysis analysis, String version, String epoch, String promptVersion) {
        return new AnswerKey(
                question.collection(),
                version,
                epoch,
                promptVersion,
                question.maxResults(),
                analysis.strategy(),
                question.options(),
                config.leastSimilarity(),
                question.text());
    }

    private Optional<AnswerCache.Hit> find(Call call, AnswerKey key, List<String> degraded) {
        try {
            return cache.find(brief(call), key);
        } catch (QuernException e) {
            withoutCache(e, degraded);
            return Optional.empty();
        }
    }

    private void remember(Call call, AnswerKey key, Answer answer, List<String> degraded) {
        try {
            cache.remember(brief(call), key, answer);
        } catch (QuernException e) {
            withoutCache(e, degraded);
        }
    }

    /** A cache that hangs must not use up the time of the answer. */
    private Call brief(Call call) {
        return new Call(call.credential(), call.deadline().orAfter(config.cachePatience()), call.traceId());
    }

    private static void withoutCache(QuernException failure, List<String> degraded) {
        if (failure.code() == ErrorCode.CANCELLED) {
            throw failure;
        }
        LOG.warnf("going on without the cache: %s", failure.text());
        if (!degraded.contains("cache")) {
            degraded.add("cache");
        }
    }

    private static Metadata finish(
            Call call,
            Question question,
            Analysis analysis,
            Answer answer,
            String cacheLevel,
            Stopwatch stopwatch,
            List<String> degraded,
            AnswerEvent.Listener listener)
            throws InterruptedException {
        Generated generated = answer.generated();
        Metadata metadata = new Metadata(
                answer,
                new AnswerMetadata(
                        analysis,
                        generated.model(),
                        generated.tokens(),
                        generated.finish().name().toLowerCase(Locale.ROOT),
                        generated.isCompleteAndGrounded(),
                        cacheLevel,
                        question.collection(),
                        answer.collectionVersion(),
                        stopwatch.timings(),
                        List.copyOf(degraded),
                        call.traceId()));
        listener.on(metadata);
        return metadata;
    }
}
