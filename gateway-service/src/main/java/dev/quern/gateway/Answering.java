package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import dev.quern.gateway.AnswerMetadata.Cached;
import dev.quern.gateway.AnswerMetadata.Explanation;
import dev.quern.gateway.Generation.Routing;
import dev.quern.gateway.Memory.Remembered;
import dev.quern.gateway.PassageSearch.Prepared;
import dev.quern.gateway.Passages.CollectionInfo;
import dev.quern.gateway.Passages.Found;
import dev.quern.gateway.Rewriting.Standing;
import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way of a question: exact cache, rewriting, embedding, semantic cache, search, generation with grounding, and
 * remembering. Steps that fail and can be done without are left out, and the answer says which.
 */
@ApplicationScoped
public class Answering {
    private final PassageSearch search;
    private final Routings routings;
    private final Rewriting rewriting;
    private final Writing writing;
    private final Dialogues dialogues;
    private final Memory memory;
    private final QuestionAnalysis analysis;
    private final Refreshing refreshing;
    private final Telling telling;
    private final GatewayConfig config;

    Answering(
            Passages passages,
            Embeddings embeddings,
            Routings routings,
            Rewriting rewriting,
            Writing writing,
            Dialogues dialogues,
            Memory memory,
            QuestionAnalysis analysis,
            Refreshing refreshing,
            Telling telling,
            GatewayConfig config) {
        search = new PassageSearch(passages, embeddings);
        this.routings = routings;
        this.rewriting = rewriting;
        this.writing = writing;
        this.dialogues = dialogues;
        this.memory = memory;
        this.analysis = analysis;
        this.refreshing = refreshing;
        this.telling = telling;
        this.config = config;
    }

    /** Answers as a whole, in a place that hears when the answer begins: nobody sees a part of it before. */
    public Metadata answer(Visit visit, Question asked, CacheUse wanted, Admission.Place place)
            throws InterruptedException {
        return answer(visit, asked, wanted, place.hearing(new Unseen(visit.call())));
    }

    /** Answers; {@code listener} hears of every step, and the last event it gets is {@link Metadata}. */
    public Metadata answer(Visit visit, Question asked, CacheUse wanted, AnswerEvent.Listener listener)
            throws InterruptedException {
        visit.call().principal().require(Scope.ASK);
        return answer(begin(visit, asked, wanted, listener, false));
    }

    private Metadata answer(Inquiry inquiry) throws InterruptedException {
        Call call = inquiry.call();
        AnswerEvent.Listener listener = inquiry.listener();
        Question question = inquiry.question();
        List<String> degraded = inquiry.degraded();

        listener.on(new Status("looking_up"));
        List<CollectionInfo> collections = inquiry.time("describe", () -> search.describe(call, question));
        Optional<Routing> routing = inquiry.time("route", () -> routings.now(call));
        routing.ifPresentOrElse(now -> Routings.requireModel(question, now), () -> inquiry.without(Memory.CACHE));
        Optional<AnswerKey> key = routing.map(now -> key(
                inquiry, collections.stream().map(CollectionInfo::edition).toList(), now.epoch(), now.promptVersion()));
        Optional<Remembered> known = key.isEmpty()
                ? Optional.empty()
                : inquiry.time("cache", () -> memory.find(call, key.get(), inquiry.use(), degraded));
        if (known.isPresent()) {
            refresh(inquiry, known.get());
            listener.turnsOut(WorkKind.KNOWN_ANSWER);
            return telling.again(inquiry, known.get());
        }

        Standing alone = rewriting.alone(inquiry);
        Inquiry standing = alone.inquiry();
        Prepared prepared = standing.time(
                "embed",
                () -> search.prepare(
                        call,
                        standing.question(),
                        collections.stream().map(CollectionInfo::embeddingModel).toList()));
        prepared.trouble().ifPresent(_ -> inquiry.without(PassageSearch.EMBEDDING));
        Optional<Remembered> similar = key.isEmpty()
                ? Optional.empty()
                : standing.time(
                        "similar",
                        () -> memory.findSimilar(call, key.get(), prepared.vector(), inquiry.use(), degraded));
        if (similar.isPresent()) {
            listener.turnsOut(WorkKind.SIMILAR_ANSWER);
            return telling.again(standing, similar.get());
        }
        return made(alone, prepared);
    }

    private Metadata made(Standing alone, Prepared prepared) throws InterruptedException {
        Inquiry inquiry = alone.inquiry();
        AnswerEvent.Listener listener = inquiry.listener();
        listener.on(new Status("searching"));
        Found found = inquiry.time("search", () -> search.search(inquiry.call(), prepared, inquiry.analysis()));
        found.degraded().forEach(inquiry::without);
        List<Source> sources = Relevance.relevant(inquiry.question(), found.sources(), config.leastSimilarity());
        listener.on(new Sources(sources));

        listener.turnsOut(WorkKind.GENERATED_ANSWER);
        listener.on(new Status("generating"));
        Generated written = inquiry.time("generate", () -> writing.write(inquiry, sources));
        listener.on(new ResponseChunk("", true));

        Answer answer = new Answer(written.after(alone.tokens()), sources, found.editions());
        Optional<CacheEntry> entry = remembered(inquiry, prepared.vector(), answer);
        if (inquiry.isWhole()) {
            analysis.answered(inquiry.analysis(), inquiry.stopwatch().elapsed());
        }
        Optional<Explanation> explanation = inquiry.asked().explain()
                ? Optional.of(new Explanation(found.plan(), found.passages()))
                : Optional.empty();
        return telling.end(inquiry, answer, new Cached(Cached.NOT, Optional.empty(), entry), explanation);
    }

    /** What had to do without something is not what the next one should get. */
    private Optional<CacheEntry> remembered(Inquiry inquiry, QuestionVector vector, Answer answer) {
        if (!inquiry.isWhole()) {
            return Optional.empty();
        }
        Generated.Model model = answer.generated().model();
        AnswerKey made = key(inquiry, answer.editions(), model.routingEpoch(), model.promptVersion());
        return memory.remember(
                inquiry.call(), made, vector, answer, inquiry.stopwatch().elapsed(), inquiry.use(), inquiry.degraded());
    }

    private Inquiry begin(Visit visit, Question asked, CacheUse wanted, AnswerEvent.Listener listener, boolean refresh)
            throws InterruptedException {
        Stopwatch stopwatch = new Stopwatch();
        Question question = asked.continued().isEmpty()
                ? asked
                : stopwatch.time("conversation", () -> dialogues.resumed(visit, asked));
        // How a cached answer was found is not known any more.
        CacheUse use = asked.explain() ? wanted.withoutReading() : wanted;
        return new Inquiry(
                visit,
                asked,
                question,
                analysis.analyse(question),
                use,
                stopwatch,
                new ArrayList<>(),
                listener,
                refresh);
    }

    private void refresh(Inquiry inquiry, Remembered known) {
        if (known.refresh()) {
            Visit visit = inquiry.visit();
            refreshing.start(
                    visit.call(),
                    later -> answer(begin(
                            new Visit(later, visit.caller(), Priority.BATCH),
                            inquiry.question(),
                            CacheUse.WRITE_ONLY,
                            new Unseen(later),
                            true)));
        }
    }

    /** Of the question before it was rewritten, so that nothing has to be rewritten for a cached answer. */
    private AnswerKey key(Inquiry inquiry, List<Edition> editions, String epoch, String promptVersion) {
        Question question = inquiry.question();
        boolean asAsked = question.text().equals(inquiry.asked().text());
        Analysis analysed = asAsked ? inquiry.analysis() : analysis.analyse(inquiry.asked());
        return new AnswerKey(
                editions,
                epoch,
                promptVersion,
                question.maxResults(),
                analysed.strategy(),
                question.options(),
                question.generation(),
                config.leastSimilarity(),
                inquiry.asked().text(),
                AnswerKey.said(question.history()));
    }

    /** Goes on as long as somebody waits. */
    private record Unseen(Call call) implements AnswerEvent.Listener {
        @Override
        public void on(AnswerEvent event) {
            call.ensureWanted();
        }

        @Override
        public boolean showsParts() {
            return false;
        }
    }
}
