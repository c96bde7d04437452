package dev.quern.gateway;

import dev.quern.protocol.CanonicalKey;

/** Everything that an answer depends on: two questions with the same key have the same answer. */
public record AnswerKey(
        String collection,
        String collectionVersion,
        String routingEpoch,
        String promptVersion,
        int maxResults,
        Strategy strategy,
        SearchOptions options,
        float leastSimilarity,
        String question) {

    /** The key in a form of bounded length. */
    public String canonical() {
        return settings("answer")
                .with("collection", collection)
                .with("version", collectionVersion)
                .with("epoch", routingEpoch)
                .with("prompt", promptVersion)
                .with("strategy", strategy.word())
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
                .digest();
    }

    private CanonicalKey settings(String kind) {
        return CanonicalKey.of(kind)
                .with("results", Integer.toString(maxResults))
                .with("filter", options.filter().map(Filter::canonical).orElse(""))
                .with(
                        "alpha",
                        options.alpha().map(alpha -> Float.toString(alpha)).orElse(""))
                .with("fusion", options.fusion().map(Fusion::name).orElse(""))
                .with("least", Float.toString(leastSimilarity));
    }
}
