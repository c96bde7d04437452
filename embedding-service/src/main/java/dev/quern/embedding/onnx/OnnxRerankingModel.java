package dev.quern.embedding.onnx;

import dev.quern.embedding.BatchShape;
import dev.quern.embedding.Fingerprint;
import dev.quern.embedding.LocalCompute;
import dev.quern.embedding.ModelDescription;
import dev.quern.embedding.RerankingModel;
import dev.quern.protocol.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A cross-encoder, computed in this process: it reads query and passage together. What is too long for it loses the end of
 * the passage; a query that takes more than half of the room beside a long passage is cut to half of it. Either is
 * reported as truncated.
 */
public final class OnnxRerankingModel implements RerankingModel<TokenizedText> {
    private static final String QUERY = "When was the mill on the river built?";

    /** How far a pair's logits may be apart and still count as the same. */
    private static final double SAME = 1e-3;

    private final Transformer transformer;
    private final ModelDescription description;
    private final BatchShape shape;

    private OnnxRerankingModel(Transformer transformer, ModelDescription description, BatchShape shape) {
        this.transformer = transformer;
        this.description = description;
        this.shape = shape;
    }

    /** Loads a model and runs it, so that one that does not work as it is configured is found now. */
    public static OnnxRerankingModel load(String name, Path folder, int maxTokens, LocalCompute compute)
            throws IOException {
        ModelFiles files = new ModelFiles("quern.embedding.rerankers." + name, folder);
        Transformer transformer = Transformer.load(name, files, maxTokens, compute, "logits");
        try {
            boolean alone = tried(files, transformer, maxTokens);
            String version = Fingerprint.of(files.fingerprint(), List.of(maxTokens, alone));
            return new OnnxRerankingModel(
                    transformer,
                    new ModelDescription(name, version, 1, maxTokens),
                    alone ? BatchShape.ALONE : compute.shape());
        } catch (IOException | RuntimeException | Error e) {
            transformer.close();
            throw e;
        }
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public BatchShape shape() {
        return shape;
    }

    @Override
    public TokenizedText prepare(String query, String passage) {
        return transformer.read(tokenizer -> tokenizer.tokenize(query, passage));
    }

    /** The logit of the relevant class, brought between 0 and 1. */
    @Override
    public List<Float> compute(List<TokenizedText> pairs, Deadline deadline) {
        return transformer.compute(pairs, RelevanceScores::logits).stream()
                .map(RelevanceScores::sigmoid)
                .toList();
    }

    @Override
    public void check() {
        transformer.check();
    }

    @Override
    public void close() {
        transformer.close();
    }

    /** Whether it has to compute pairs one by one. */
    private static boolean tried(ModelFiles files, Transformer transformer, int maxTokens) throws IOException {
        Trial<Float> trial = new Trial<>(files.key(), transformer, RelevanceScores::logits);
        List<TokenizedText> pairs = Trial.texts().stream()
                .map(text -> transformer.read(tokenizer -> tokenizer.tokenize(QUERY, text)))
                .toList();
        TokenizedText longest = transformer.read(tokenizer -> tokenizer.tokenize(QUERY, "grain ".repeat(maxTokens)));
        trial.run(maxTokens, pairs.getFirst(), longest);
        return trial.dependsOnCompany(
                pairs, (alone, together) -> -Math.abs(alone - together) / Math.max(1, Math.abs(alone)), -SAME);
    }
}
