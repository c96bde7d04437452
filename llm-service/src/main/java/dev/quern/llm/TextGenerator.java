package dev.quern.llm;

import dev.quern.llm.Attempt.Answered;
import dev.quern.llm.GenerationEvent.Completed;
import dev.quern.llm.GenerationEvent.Delta;
import dev.quern.llm.GenerationEvent.Sink;
import dev.quern.llm.GenerationEvent.Spent;
import dev.quern.llm.GenerationEvent.Started;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prompts to text. A grounded prompt that no passage has to do with is answered with {@link #ABSTENTION} and no model is
 * asked; an answer of which no sentence is supported by any passage ends with {@link #FALLBACK} and the passages' own
 * best sentence, so that every answer that is given rests on something.
 */
public final class TextGenerator {
    static final String ABSTENTION = "The documents say nothing about this, so there is no answer to give.";
    static final String FALLBACK = "The documents say:";

    private static final String NOT_ASKED = "no model was asked: no passage has to do with the question";
    private static final String NOTHING_SAID = "no sentence of the passages has to do with the question";
    private static final Sentence ABSTAINING = new Sentence(ABSTENTION, List.of());
    private static final int SENTENCES = 3;

    private final Router router;
    private final ModelRunner runner;
    private final SharedGenerations shared;
    private final GenerationMetrics metrics;
    private final String routingEpoch;
    private final SentenceSimilarity similarity;

    TextGenerator(
            Router router,
            ModelRunner runner,
            SharedGenerations shared,
            SentenceSimilarity similarity,
            GenerationMetrics metrics) {
        this.router = router;
        this.runner = runner;
        this.shared = shared;
        this.metrics = metrics;
        routingEpoch = RoutingEpoch.of(router);
        this.similarity = similarity;
    }

    /** Generates, handing every event to {@code sink} as it happens. Throws when the text could not be ended. */
    public void generate(Call call, Generation request, Sink sink) throws InterruptedException {
        call.ensureWanted();
        Route route = router.route(request);
        if (!route.models().isEmpty() && isRepeatable(request)) {
            shared.run(call, request, router, sink, events -> generate(call, request, route, events));
        } else {
            generate(call, request, route, sink);
        }
    }

    /** Whether the same request has the same answer, so that one may stand for another. */
    boolean isRepeatable(Generation request) {
        return request.temperature().isPresent()
                ? request.temperature().getAsDouble() == 0
                : router.models().stream().allMatch(model -> model.profile().temperature() == 0);
    }

    private void generate(Call call, Generation request, Route route, Sink sink) throws InterruptedException {
        switch (request.prompt()) {
            case Prompt.Chat _ -> chat(call, request, route, sink);
            case Prompt.Grounded grounded -> answer(call, request, route, grounded, sink);
        }
    }

    /** The configured models, or what answers without any. */
    public ModelsDescription describe() {
        return new ModelsDescription(
                router.models().stream().map(ModelDescription::of).toList(), routingEpoch, PromptTemplate.VERSION);
    }

    boolean serves(Role role) {
        return router.models().stream()
                .anyMatch(model -> model.profile().roles().contains(role));
    }

    void close() {
        router.models().forEach(RoutedModel::close);
    }

    private void chat(Call call, Generation request, Route route, Sink sink) throws InterruptedException {
        if (route.models().isEmpty()) {
            throw QuernException.invalid(
                    "chat", "A conversation needs a language model, and none is configured (quern.llm.models).");
        }
        FallbackChain chain = runner.run(call, request, route, stream(route, sink, text -> {
            sink.accept(new Delta(text));
            return true;
        }));
        Answered answered = chain.answered().orElseThrow(chain::failure);
        sink.accept(new Completed(answered.finish(), answered.spent(), List.of(), 0));
    }

    private void answer(Call call, Generation request, Route route, Prompt.Grounded prompt, Sink sink)
            throws InterruptedException {
        Words question = subject(prompt);
        AnswerType type = AnswerType.of(prompt.question());
        Evidence evidence = Evidence.of(prompt.passages());
        if (!Relevance.of(prompt.question(), question, evidence, similarity, call)) {
            // Under the name of the model that would have answered: callers know it from the description.
            abstain(
                    route.models().isEmpty()
                            ? extractive(NOT_ASKED, List.of())
                            : started(route.models().getFirst(), NOT_ASKED, List.of()),
                    sink);
            return;
        }
        if (route.models().isEmpty()) {
            extract(question, type, evidence, route.reason(), List.of(), sink);
            return;
        }
        Grounding grounding =
                new Grounding(SupportJudge.of(evidence, similarity, call), text -> sink.accept(new Delta(text)));
        FallbackChain chain = runner.run(call, request, route, stream(route, sink, grounding::accept));
        if (chain.answered().isEmpty()) {
            if (!route.mayFallBack()) {
                throw chain.failure();
            }
            String reason = "no model could answer just now: these are the documents' own sentences";
            extract(question, type, evidence, reason, chain.skipped(), sink);
            return;
        }
        Answered answered = chain.answered().get();
        grounding.end();
        List<Sentence> sentences = new ArrayList<>(grounding.sentences());
        if (sentences.stream().noneMatch(Sentence::supported)) {
            sentences.addAll(fallback(question, type, evidence, !grounding.hasGiven(), sink));
        }
        FinishReason finish = answered.finish();
        if (sentences.isEmpty()) {
            finish = FinishReason.ABSTAINED;
            sentences.add(ABSTAINING);
            sink.accept(new Delta(grounding.hasGiven() ? "\n\n" + ABSTENTION : ABSTENTION));
        }
        sink.accept(new Completed(finish, answered.spent(), sentences, grounding.removedCitations()));
    }

    private void abstain(Started started, Sink sink) throws InterruptedException {
        sink.accept(started);
        sink.accept(new Delta(ABSTENTION));
        sink.accept(new Completed(FinishReason.ABSTAINED, Spent.NOTHING, List.of(ABSTAINING), 0));
        metrics.routed(Router.EXTRACTIVE, RouteKind.ABSTAINED);
        metrics.withoutModel(FinishReason.ABSTAINED);
    }

    private void extract(
            Words question, AnswerType type, Evidence evidence, String reason, List<SkippedModel> skipped, Sink sink)
            throws InterruptedException {
        List<Sentence> sentences = ExtractiveAnswerer.answer(question, type, evidence, SENTENCES);
        if (sentences.isEmpty()) {
            abstain(extractive(NOTHING_SAID, skipped), sink);
            return;
        }
        metrics.routed(Router.EXTRACTIVE, skipped.isEmpty() ? RouteKind.NO_MODEL : RouteKind.FALLBACK);
        sink.accept(extractive(reason, skipped));
        give(sentences, sink);
        sink.accept(new Completed(FinishReason.STOP, Spent.NOTHING, sentences, 0));
        metrics.withoutModel(FinishReason.STOP);
    }

    private static List<Sentence> fallback(Words question, AnswerType type, Evidence evidence, boolean alone, Sink sink)
            throws InterruptedException {
        List<Sentence> sentences = ExtractiveAnswerer.answer(question, type, evidence, 1).stream()
                .map(best -> new Sentence(FALLBACK + " " + best.text(), best.citations()))
                .toList();
        if (!sentences.isEmpty() && !alone) {
            sink.accept(new Delta("\n\n"));
        }
        give(sentences, sink);
        return sentences;
    }

    private static void give(List<Sentence> sentences, Sink sink) throws InterruptedException {
        String space = "";
        for (Sentence sentence : sentences) {
            sink.accept(new Delta(space + sentence.text()));
            space = " ";
        }
    }

    /** What the question is about; one that names nothing ("And why?") is about what was asked before it. */
    private static Words subject(Prompt.Grounded prompt) {
        Words words = Words.of(prompt.question());
        List<Message> history = prompt.history().reversed();
        for (int i = 0; i < history.size() && words.content().isEmpty(); i++) {
            if (history.get(i).author() == Author.USER) {
                words = Words.of(history.get(i).text());
            }
        }
        return words;
    }

    private ModelStream stream(Route route, Sink sink, TokenSink text) {
        return new ModelStream() {
            @Override
            public void started(RoutedModel model, List<SkippedModel> skipped) throws InterruptedException {
                metrics.routed(model.name(), skipped.isEmpty() ? route.kind() : RouteKind.FALLBACK);
                String after = skipped.isEmpty() ? "" : "; this one stands in for what was skipped";
                sink.accept(TextGenerator.this.started(model, route.reason() + after, skipped));
            }

            @Override
            public boolean accept(String part) throws InterruptedException {
                return text.accept(part);
            }
        };
    }

    private Started started(RoutedModel model, String reason, List<SkippedModel> skipped) {
        ModelProfile profile = model.profile();
        return new Started(
                profile.name(),
                profile.backEnd(),
                Optional.of(profile.tier()),
                reason,
                routingEpoch,
                PromptTemplate.VERSION,
                skipped);
    }

    private Started extractive(String reason, List<SkippedModel> skipped) {
        return new Started(
                Router.EXTRACTIVE,
                BackEnd.EXTRACTIVE,
                Optional.empty(),
                reason,
                routingEpoch,
                PromptTemplate.VERSION,
                skipped);
    }
}
