package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import dev.quern.gateway.AnswerMetadata.Cached;
import dev.quern.gateway.Memory.Remembered;
import dev.quern.gateway.Passages.CollectionInfo;
import dev.quern.gateway.Passages.Found;
import dev.quern.protocol.Call;
import dev.quern.protocol.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of a question: exact cache, embedding, semantic cache, search, generation with grounding, and remembering. */
@ApplicationScoped
public class Answering {
    private final Passages passages;
    private final PassageSearch search;
    private final Generation generation;
    private final Memory memory;
    private final QuestionAnalysis analysis;
    private final Refreshing refreshing;
    private final GatewayConfig config;

    Answering(
            Passages passages,
            Embeddings embeddings,
            Generation generation,
            Memory memory,
            QuestionAnalysis analysis,
            Refreshing refreshing,
            GatewayConfig config) {
        this.passages = passages;
        search = new PassageSearch(passages, embeddings);
        this.generation = generation;
        this.memory = memory;
        this.analysis = analysis;
        this.refreshing = refreshing;
        this.config = config;
    }

    /** Answers; {@code listener} hears of every step, and the last event it gets is {@link Metadata}. */
    public Metadata answer(Call call, Question question, CacheUse use, AnswerEvent.Listener listener)
            throws InterruptedException {
        call.principal().require(Scope.ASK);
        Stopwatch stopwatch = new Stopwatch();
        List<String> degraded = new ArrayList<>();
        Analysis analysed = analysis.analyse(question);
        Telling telling = new Telling(call, question, analysed, stopwatch, degraded, listener);

        listener.on(new Status("looking_up"));
        CollectionInfo collection = stopwatch.time("describe", () -> passages.describe(call, question.collection()));
        Generation.Routing routing = stopwatch.time("route", () -> generation.routing(call));
        AnswerKey key = key(question, analysed, collection.version(), routing.epoch(), routing.promptVersion());
        Optional<Remembered> known = stopwatch.time("cache", () -> memory.find(call, key, use, degraded));
        if (known.isPresent()) {
            if (known.get().refresh()) {
                refreshing.start(call, later -> answer(later, question, CacheUse.WRITE_ONLY, event -> {}));
            }
            return telling.again(known.get());
        }
        QuestionVector vector = search.embed(call, question, collection.embeddingModel(), stopwatch);
        Optional<Remembered> similar =
                stopwatch.time("similar", () -> memory.findSimilar(call, key, vector, use, degraded));
        if (similar.isPresent()) {
            return telling.again(similar.get());
        }

        listener.on(new Status("searching"));
        Found found = search.search(call, question, analysed, vector, false, stopwatch);
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
        AnswerKey made = key(
                question,
                analysed,
                found.collectionVersion(),
                generated.model().routingEpoch(),
                generated.model().promptVersion());
        // What had to do without something is not what the next one should get.
        Optional<CacheEntry> entry = found.degraded().isEmpty()
                ? memory.remember(call, made, vector, answer, stopwatch.elapsed(), use, degraded)
                : Optional.empty();
        analysis.answered(analysed, stopwatch.elapsed());
        return telling.end(answer, new Cached(Cached.NOT, Optional.empty(), entry));
    }

    private AnswerKey key(Question question, Analysis analysed, String version, String epoch, String promptVersion) {
        return new AnswerKey(
                question.collection(),
                version,
                epoch,
                promptVersion,
                question.maxResults(),
                analysed.strategy(),
                question.options(),
                config.leastSimilarity(),
                question.text());
    }
}
