package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.quern.embedding.Embedding;
import dev.quern.embedding.EmbeddingModel;
import dev.quern.embedding.EmbeddingModelContract;
import dev.quern.embedding.TestCalls;
import dev.quern.embedding.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEmbeddingModelTest extends EmbeddingModelContract {
    private static final int MAX_TOKENS = 256;

    @Override
    protected EmbeddingModel open() throws Exception {
        return open(Optional.empty(), MAX_TOKENS);
    }

    @Test
    void describesTheBuiltInModel() {
        assertThat(model().description().dimensions()).isEqualTo(384);
        assertThat(model().description().maxTokens()).isEqualTo(MAX_TOKENS);
        assertThat(model().description().version()).matches("[0-9a-f]{12}-256");
    }

    @Test
    void putsTextsOfLikeMeaningCloserTogetherThanOthers() {
        List<Embedding> embeddings = embed(
                TestCalls.patient(),
                List.of(
                        "How do I reset my password?",
                        "I forgot my login credentials and want new ones.",
                        "The harvest was late because of the rain."));

        assertThat(cosine(embeddings, 0, 1)).isGreaterThan(cosine(embeddings, 0, 2) + .3);
        assertThat(cosine(embeddings, 0, 1)).isGreaterThan(cosine(embeddings, 1, 2) + .3);
    }

    /** Computed once with the same weights in Python: onnxruntime, tokenizers and numpy. */
    @Test
    void agreesWithTheReferenceImplementation() {
        Embedding embedding =
                embed(TestCalls.patient(), List.of("Quern grinds grain.")).getFirst();

        assertThat(embedding.tokenCount()).isEqualTo(8);
        assertThat(embedding.vector()[0]).isCloseTo(-0.082861f, within(1e-4f));
        assertThat(embedding.vector()[200]).isCloseTo(0.023130f, within(1e-4f));
        assertThat(embedding.vector()[383]).isCloseTo(-0.033527f, within(1e-4f));
    }

    @Test
    void readsEmojiControlCharactersAndOtherScripts() {
        List<Embedding> embeddings =
                embed(TestCalls.patient(), List.of("\uD83C\uDF3E\uD83C\uDF5E", "a\u0000b", "밀을 빻는 맷돌", "\u200B"));

        assertThat(embeddings)
                .allSatisfy(embedding -> assertThat(embedding.tokenCount()).isGreaterThanOrEqualTo(2));
    }

    @Test
    void readsTheSameTokensAsATokenizerThatCuts(@TempDir Path folder) throws IOException {
        ModelFiles files = ModelFiles.builtIn(folder);
        String text = "The quern turns, and 1,234 grains become flour. ".repeat(20);

        try (TextTokenizer ours = TextTokenizer.load(files.tokenizer(), 32);
                HuggingFaceTokenizer cutting = HuggingFaceTokenizer.newInstance(
                        files.tokenizer(), Map.of("padding", "false", "truncation", "true", "maxLength", "32"))) {
            assertThat(ours.tokenize(text).ids()).isEqualTo(cutting.encode(text).getIds());
        }
    }

    @Test
    void loadsAModelFromAFolderAndTellsItApartByHowMuchItReads(@TempDir Path folder) throws Exception {
        ModelFiles.builtIn(folder);

        try (EmbeddingModel other = open(Optional.of(folder), 64)) {
            assertThat(other.description().maxTokens()).isEqualTo(64);
            assertThat(other.description().version())
                    .isEqualTo(model().description().version().replace("-256", "-64"));
        }
    }

    @Test
    void tellsModelsApartByTheirTokenizer(@TempDir Path folder) throws IOException {
        ModelFiles files = ModelFiles.builtIn(folder);
        String before = files.fingerprint();

        Files.writeString(files.tokenizer(), Files.readString(files.tokenizer()) + "\n");

        assertThat(files.fingerprint()).isNotEqualTo(before);
    }

    @Test
    void saysWhichFileAFolderLacks(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "not a model");

        assertThatThrownBy(() -> open(Optional.of(folder), MAX_TOKENS))
                .hasMessageContaining("quern.embedding.onnx.folder")
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void findsWhenLoadingThatTheModelCannotReadAsMuchAsConfigured() {
        assertThatThrownBy(() -> open(Optional.empty(), 513)).isInstanceOf(Exception.class);
    }

    private static EmbeddingModel open(Optional<Path> folder, int maxTokens) throws Exception {
        return OnnxEmbeddingModel.load("all-MiniLM-L6-v2", folder, maxTokens, 512, 2);
    }

    private static double cosine(List<Embedding> embeddings, int left, int right) {
        return Vectors.cosine(
                embeddings.get(left).vector(), embeddings.get(right).vector());
    }
}
