package dev.quern.embedding;

import dev.quern.embedding.EmbeddingConfig.Pooling;
import java.util.Map;

/** How a model wants to be used, as its makers say. */
record KnownModel(Pooling pooling, int maxTokens, Prefixes prefixes) {
    private static final KnownModel MINILM = new KnownModel(Pooling.MEAN, 256, Prefixes.NONE);
    private static final KnownModel BGE = new KnownModel(
            Pooling.CLS, 512, new Prefixes("Represent this sentence for searching relevant passages: ", ""));
    private static final KnownModel E5 = new KnownModel(Pooling.MEAN, 512, new Prefixes("query: ", "passage: "));
    private static final KnownModel OTHER = new KnownModel(Pooling.MEAN, 512, Prefixes.NONE);

    private static final Map<String, KnownModel> BY_NAME = Map.ofEntries(
            Map.entry("all-MiniLM-L6-v2", MINILM),
            Map.entry("all-MiniLM-L6-v2-q", MINILM),
            Map.entry("bge-small-en-v1.5", BGE),
            Map.entry("bge-small-en-v1.5-q", BGE),
            Map.entry("e5-small-v2", E5),
            Map.entry("multilingual-e5-small", E5));

    /** What is known of the model, or what is most usual. */
    static KnownModel named(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }
}
