package dev.quern.gateway;

import dev.quern.protocol.CanonicalKey;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that an answer depends on: two questions with the same key have the same answer. How a question that
 * follows on was rewritten is not in it, because that follows from the question, what was said before and the models.
 *
 * @param editions of the collections that were asked, in their order
 * @param history what was said before, as {@link #said} writes it; empty when nothing was
 */
public record AnswerKey(
        List<Edition> editions,
        String routingEpoch,
        String promptVersion,
        int maxResults,
        Strategy strategy,
        SearchOptions options,
        GenerationOptions generation,
        float leastSimilarity,
        String question,
        String history) {
    public AnswerKey {
        editions = List.copyOf(editions);
    }

    static String said(List<Message> history) {
        return CanonicalKey.list(
                history.stream().flatMap(message -> Stream.of(message.author().name(), message.text())));
    }

    /** The key in a form of bounded length. */
    public String canonical() {
        return settings("answer")
                .with(
                        "editions",
                        CanonicalKey.list(editions.stream()
                                .flatMap(edition ->
                                        Stream.of(edition.collection(), edition.version(), edition.searchEpoch()))))
                .with("epoch", routingEpoch)
                .with("prompt", promptVersion)
                .with("strategy", strategy.word())
                .with("history", history)
                .withText("question", question)
                .digest();
    }

    /**
     * What is the same for another question that means the same, beyond collection, model and prompt: which strategy a
     * question gets by itself depends on its words, so only one that was asked for counts.
     */
    public String variant() {
        return settings("variant")
                .with("strategy", options.strategy().map(Strategy::word).orElse(""))
                .with("search", edition().searchEpoch())
                .digest();
    }

    /** Whether another question's answer could serve: what follows on from something said, means that with it. */
    boolean mayTakeSimilar() {
        return editions.size() == 1 && history.isEmpty();
    }

    /** The first of them. */
    public Edition edition() {
        return editions.getFirst();
    }

    public List<String> collections() {
        return editions.stream().map(Edition::collection).toList();
    }

    private CanonicalKey settings(String kind) {
        return CanonicalKey.of(kind)
                .with("results", Integer.toString(maxResults))
                .with("filter", options.filter().map(Filter::canonical).orElse(""))
                .with(
                        "alpha",
                        options.alpha().map(alpha -> Float.toString(alpha)).orElse(""))
                .with("fusion", options.fusion().map(Fusion::name).orElse(""))
                .with("least", Float.toString(leastSimilarity))
                .with("model", generation.model().orElse(""))
                .with(
                        "temperature",
                        generation
                                .temperature()
                                .map(value -> Float.toString(value))
                                .orElse(""))
                .with(
                        "tokens",
                        generation
                                .maxTokens()
                                .map(value -> Integer.toString(value))
                                .orElse(""))
                .with("language", generation.language().orElse(""));
    }
}
