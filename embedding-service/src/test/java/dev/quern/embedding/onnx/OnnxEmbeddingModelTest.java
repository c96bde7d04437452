package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.embedding.Embedding;
import dev.quern.embedding.EmbeddingConfig.Device;
import dev.quern.embedding.EmbeddingConfig.Pooling;
import dev.quern.embedding.EmbeddingModel;
import dev.quern.embedding.EmbeddingModelContract;
import dev.quern.embedding.LocalCompute;
import dev.quern.embedding.Prefixes;
import dev.quern.embedding.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in model, all-MiniLM-L6-v2. */
class OnnxEmbeddingModelTest extends EmbeddingModelContract {
    private static final LocalCompute COMPUTE = new LocalCompute(1, 384, 128, Device.CPU);
    private static final int MAX_TOKENS = 256;

    @Override
    protected EmbeddingModel<?> open() throws IOException {
        return open(Optional.empty(), MAX_TOKENS);
    }

    @Test
    void describesTheBuiltInModel() {
        assertThat(model().description().dimensions()).isEqualTo(384);
        assertThat(model().description().maxTokens()).isEqualTo(MAX_TOKENS);
        assertThat(model().description().version()).matches("[0-9a-f]{12}");
    }

    @Test
    void computesTextsTogetherSinceTheyComeToTheSame() {
        assertThat(model().shape()).isEqualTo(COMPUTE.shape());
    }

    @Test
    void putsTextsOfLikeMeaningCloserTogetherThanOthers() throws InterruptedException {
        List<Embedding> embeddings = embed(List.of(
                "How do I reset my password?",
                "I forgot my login credentials and want new ones.",
                "The harvest was late because of the rain."));

        assertThat(cosine(embeddings, 0, 1)).isGreaterThan(cosine(embeddings, 0, 2) + .3);
        assertThat(cosine(embeddings, 0, 1)).isGreaterThan(cosine(embeddings, 1, 2) + .3);
    }

    /** Computed once with the same weights in Python: onnxruntime, tokenizers and numpy. */
    @Test
    void agreesWithTheReferenceImplementation() throws InterruptedException {
        Embedding embedding = embed(List.of("Quern grinds grain.")).getFirst();

        assertThat(embedding.tokenCount()).isEqualTo(8);
        assertThat(embedding.vector()[0]).isCloseTo(-0.082861f, within(1e-4f));
        assertThat(embedding.vector()[200]).isCloseTo(0.023130f, within(1e-4f));
        assertThat(embedding.vector()[383]).isCloseTo(-0.033527f, within(1e-4f));
    }

    @Test
    void saysWhenTheEndOfATextIsNotInItsVector() throws InterruptedException {
        List<Embedding> embeddings = embed(List.of("grain", "grain ".repeat(3 * MAX_TOKENS)));

        assertThat(embeddings.get(0).truncated()).isFalse();
        assertThat(embeddings.get(0).tokenCount()).isEqualTo(3);
        assertThat(embeddings.get(1).truncated()).isTrue();
        assertThat(embeddings.get(1).tokenCount()).isEqualTo(3 * MAX_TOKENS + 2);
    }

    @Test
    void embedsEmojiControlCharactersAndOtherScripts() throws InterruptedException {
        assertThat(embed(List.of("\uD83C\uDF3E\uD83C\uDF5E", "a\u0000b", "밀을 빻는 맷돌", "\u200B", "\uD83C")))
                .allSatisfy(embedding -> assertThat(embedding.tokenCount()).isGreaterThanOrEqualTo(2));
    }

    @Test
    void loadsAModelFromAFolderAndTellsItApartByHowMuchItReads(@TempDir Path folder) throws IOException {
        ModelFiles.builtIn("", folder);

        try (EmbeddingModel<?> same = open(Optional.of(folder), MAX_TOKENS);
                EmbeddingModel<?> other = open(Optional.of(folder), 64)) {
            assertThat(same.description()).isEqualTo(model().description());
            assertThat(other.description().maxTokens()).isEqualTo(64);
            assertThat(other.description().version())
                    .isNotEqualTo(model().description().version());
        }
    }

    @Test
    void findsWhenLoadingThatTheModelCannotReadAsMuchAsConfigured() {
        assertThatThrownBy(() -> open(Optional.empty(), 513))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quern.embedding.models.all-MiniLM-L6-v2.max-tokens is 513");
    }

    /** A file that is deleted while it is in use goes with the process, however that ends. */
    @Test
    void leavesNoFileBehindWhileItRuns() throws IOException {
        assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                .filteredOn(line -> line.contains("libonnxruntime") || line.contains("libtokenizers"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("(deleted)"));
    }

    private static EmbeddingModel<?> open(Optional<Path> folder, int maxTokens) throws IOException {
        return OnnxEmbeddingModel.load(
                new OnnxModelSettings("all-MiniLM-L6-v2", folder, Pooling.MEAN, true, maxTokens, Prefixes.NONE),
                COMPUTE);
    }

    private static double cosine(List<Embedding> embeddings, int left, int right) {
        return Vectors.cosine(
                embeddings.get(left).vector(), embeddings.get(right).vector());
    }
}
