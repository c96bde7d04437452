package dev.quern.llm;

import dev.quern.llm.GenerationEvent.Completed;
import dev.quern.llm.GenerationEvent.Delta;
import dev.quern.llm.GenerationEvent.Sink;
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

    private static final String EXTRACTIVE_NAME = "extractive";
    private static final int SENTENCES = 3;

    private final Optional<ModelRunner> runner;
    private final GenerationMetrics metrics;
    private final String routingEpoch;

    TextGenerator(Optional<ModelRunner> runner, GenerationMetrics metrics, String routingEpoch) {
        this.runner = runner;
        this.metrics = metrics;
        this.routingEpoch = routingEpoch;
    }

    /** Generates, handing every event to {@code sink} as it happens. Throws when the text could not be ended. */
    public void generate(Call call, Generation request, Sink sink) throws InterruptedException {
        call.ensureWanted();
        if (!request.model().isEmpty() && !request.model().equals(name())) {
            throw QuernException.invalid(
                    "model", "There is no model `" + request.model() + "`, only `" + name() + "`.");
        }
        switch (request.prompt()) {
            case Prompt.Chat chat -> chat(call, request, chat, sink);
            case Prompt.Grounded grounded -> answer(call, request, grounded, sink);
        }
    }

    /** The one configured model. */
    public ModelDescription describe() {
        Optional<String> trouble = runner.flatMap(present -> trouble(present.model()));
        return new ModelDescription(
                name(),
                backEnd(),
                runner.map(present -> present.model().contextWindow()).orElse(0),
                trouble,
                routingEpoch,
                PromptTemplate.VERSION);
    }

    /** Throws with a sentence for a person when no text could be generated now. */
    public void check() {
        runner.ifPresent(present -> present.model().check());
    }

    void close() {
        runner.ifPresent(present -> present.model().close());
    }

    private void chat(Call call, Generation request, Prompt.Chat chat, Sink sink) throws InterruptedException {
        ModelRunner present = runner.orElseThrow(() -> QuernException.invalid(
                "chat", "A conversation needs a language model, and none is configured (quern.llm.back-end)."));
        sink.accept(started("it is the configured model"));
        ModelOutcome outcome = present.chat(call, request, chat, text -> {
            sink.accept(new Delta(text));
            return true;
        });
        sink.accept(new Completed(outcome.finish(), outcome.promptTokens(), outcome.completionTokens(), List.of(), 0));
    }

    private void answer(Call call, Generation request, Prompt.Grounded prompt, Sink sink) throws InterruptedException {
        Words question = subject(prompt);
        Evidence evidence = Evidence.of(prompt.passages());
        if (!ExtractiveAnswerer.isRelevant(question, evidence)) {
            abstain(sink);
        } else if (runner.isEmpty()) {
            sink.accept(started("no model is configured: these are the documents' own sentences"));
            List<Sentence> sentences = ExtractiveAnswerer.answer(question, evidence, SENTENCES);
            give(sentences, sink);
            completed(FinishReason.STOP, 0, 0, sentences, 0, sink);
            metrics.finished(name(), FinishReason.STOP, 0, 0);
        } else {
            sink.accept(started("it is the configured model"));
            Grounding grounding = new Grounding(evidence, text -> sink.accept(new Delta(text)));
            ModelOutcome outcome = runner.get().answer(call, request, prompt, grounding::accept);
            grounding.end();
            List<Sentence> sentences = new ArrayList<>(grounding.sentences());
            if (sentences.stream().noneMatch(Sentence::supported)) {
                sentences.addAll(fallback(question, evidence, sentences.isEmpty(), sink));
            }
            completed(
                    outcome.finish(),
                    outcome.promptTokens(),
                    outcome.completionTokens(),
                    sentences,
                    grounding.removedCitations(),
                    sink);
        }
    }

    private void abstain(Sink sink) throws InterruptedException {
        sink.accept(started("no model was asked: no passage has to do with the question"));
        sink.accept(new Delta(ABSTENTION));
        completed(FinishReason.ABSTAINED, 0, 0, List.of(new Sentence(ABSTENTION, List.of())), 0, sink);
        metrics.finished(name(), FinishReason.ABSTAINED, 0, 0);
    }

    private static List<Sentence> fallback(Words question, Evidence evidence, boolean alone, Sink sink)
            throws InterruptedException {
        List<Sentence> sentences = ExtractiveAnswerer.answer(question, evidence, 1).stream()
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

    private static void completed(
            FinishReason finish, int in, int out, List<Sentence> sentences, int removedCitations, Sink sink)
            throws InterruptedException {
        sink.accept(new Completed(finish, in, out, sentences, removedCitations));
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

    private Started started(String reason) {
        return new Started(name(), backEnd(), reason, routingEpoch, PromptTemplate.VERSION);
    }

    private String name() {
        return runner.map(present -> present.model().name()).orElse(EXTRACTIVE_NAME);
    }

    private BackEnd backEnd() {
        return runner.map(present -> present.model().backEnd()).orElse(BackEnd.EXTRACTIVE);
    }

    private static Optional<String> trouble(LanguageModel model) {
        try {
            model.check();
            return Optional.empty();
        } catch (QuernException e) {
            return Optional.of(e.text());
        }
    }
}
