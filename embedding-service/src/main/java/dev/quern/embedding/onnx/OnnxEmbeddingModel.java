package dev.quern.embedding.onnx;

import dev.quern.embedding.BatchShape;
import dev.quern.embedding.EmbeddingModel;
import dev.quern.embedding.Fingerprint;
import dev.quern.embedding.LocalCompute;
import dev.quern.embedding.ModelDescription;
import dev.quern.embedding.Purpose;
import dev.quern.protocol.Deadline;
import java.io.IOException;
import java.util.List;

/** A sentence transformer, such as all-MiniLM-L6-v2, computed in this process. */
public final class OnnxEmbeddingModel implements EmbeddingModel<TokenizedText> {
    /** Cosine of a text's vectors that count as the same. */
    private static final double SAME = .9999;

    private final OnnxModelSettings settings;
    private final Transformer transformer;
    private final TextVectors vectors;
    private final ModelDescription description;
    private final BatchShape shape;

    private OnnxEmbeddingModel(
            OnnxModelSettings settings,
            Transformer transformer,
            TextVectors vectors,
            ModelDescription description,
            BatchShape shape) {
        this.settings = settings;
        this.transformer = transformer;
        this.vectors = vectors;
        this.description = description;
        this.shape = shape;
    }

    /** Loads a model and runs it, so that one that does not work as it is configured is found now. */
    public static OnnxEmbeddingModel load(OnnxModelSettings settings, LocalCompute compute) throws IOException {
        String key = "quern.embedding.models." + settings.name();
        try (ScratchFolder scratch = ScratchFolder.create()) {
            ModelFiles files = settings.folder().isPresent()
                    ? new ModelFiles(key, settings.folder().get())
                    : ModelFiles.builtIn(key, scratch.path());
            Transformer transformer =
                    Transformer.load(settings.name(), files, settings.maxTokens(), compute, "sentence_embedding");
            try {
                return tried(settings, compute, files, transformer);
            } catch (IOException | RuntimeException | Error e) {
                transformer.close();
                throw e;
            }
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
    public TokenizedText prepare(String text, Purpose purpose) {
        String whole = settings.prefixes().before(text, purpose);
        return transformer.read(tokenizer -> tokenizer.tokenize(whole));
    }

    @Override
    public int[] tokenEnds(String text) {
        return transformer.read(tokenizer -> tokenizer.ends(text));
    }

    @Override
    public List<float[]> compute(List<TokenizedText> texts, Deadline deadline) {
        return transformer.compute(texts, vectors::of);
    }

    @Override
    public void check() {
        transformer.check();
    }

    @Override
    public void close() {
        transformer.close();
    }

    private static OnnxEmbeddingModel tried(
            OnnxModelSettings settings, LocalCompute compute, ModelFiles files, Transformer transformer)
            throws IOException {
        TextVectors vectors = new TextVectors(settings.pooling(), settings.normalize());
        Trial<float[]> trial = new Trial<>(files.key(), transformer, vectors::of);
        List<TokenizedText> texts = Trial.texts().stream()
                .map(text -> transformer.read(tokenizer -> tokenizer.tokenize(text)))
                .toList();
        TokenizedText longest =
                transformer.read(tokenizer -> tokenizer.tokenize("grain ".repeat(settings.maxTokens())));
        int dimensions = trial.run(settings.maxTokens(), texts.getFirst(), longest).length;
        boolean alone = trial.dependsOnCompany(texts, OnnxEmbeddingModel::cosine, SAME);
        String version = Fingerprint.of(
                files.fingerprint(),
                List.of(
                        settings.pooling(),
                        settings.normalize(),
                        settings.maxTokens(),
                        settings.prefixes().query(),
                        settings.prefixes().passage(),
                        alone));
        return new OnnxEmbeddingModel(
                settings,
                transformer,
                vectors,
                new ModelDescription(settings.name(), version, dimensions, settings.maxTokens()),
                alone ? BatchShape.ALONE : compute.shape());
    }

    private static double cosine(float[] left, float[] right) {
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (int d = 0; d < left.length; d++) {
            product += (double) left[d] * right[d];
            leftSquares += (double) left[d] * left[d];
            rightSquares += (double) right[d] * right[d];
        }
        return product / Math.sqrt(leftSquares * rightSquares);
    }
}
