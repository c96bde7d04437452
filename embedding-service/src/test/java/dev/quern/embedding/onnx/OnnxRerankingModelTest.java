package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.embedding.BatchShape;
import dev.quern.embedding.EmbeddingConfig.Device;
import dev.quern.embedding.LocalCompute;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cross-encoder that is small enough to work its scores out by hand. */
class OnnxRerankingModelTest {
    private static final LocalCompute COMPUTE = new LocalCompute(1, 512, 128, Device.CPU);
    private static final Deadline PATIENT = Deadline.after(Duration.ofMinutes(5));
    private static final int CLS = 2;
    private static final int SEP = 3;
    private static final int GRAIN = 4;
    private static final int MILL = 5;

    @TempDir
    private Path folder;

    private OnnxRerankingModel model;

    @BeforeEach
    void setUp() throws IOException {
        model = load(TinyModels.reranker(folder), 12);
    }

    @AfterEach
    void tearDown() {
        model.close();
    }

    @Test
    void scoresAPassageByItsLogit() {
        assertThat(score("stone stone")).isCloseTo(sigmoid(7 - 3 - 3), within(1e-6f));
        assertThat(score("stone stone stone stone")).isCloseTo(sigmoid(7 - 4 * 3), within(1e-6f));
    }

    @Test
    void readsTheRelevantClassOfEveryOutputThatCrossEncodersHave(@TempDir Path two, @TempDir Path none)
            throws IOException {
        try (OnnxRerankingModel ofTwo = load(TinyModels.rerankerOfTwoClasses(two), 12);
                OnnxRerankingModel withoutClasses = load(TinyModels.rerankerWithoutClasses(none), 12)) {
            for (OnnxRerankingModel other : List.of(ofTwo, withoutClasses)) {
                assertThat(other.compute(List.of(other.prepare("mill", "stone grain")), PATIENT))
                        .containsExactly(score("stone grain"));
            }
        }
    }

    @Test
    void givesAPassageTheSameScoreAloneAndInAnyBatch() {
        Random random = new Random(11);
        for (int round = 0; round < 20; round++) {
            List<String> passages = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(20); i++) {
                passages.add(String.join(" ", Collections.nCopies(1 + random.nextInt(12), "stone")));
            }
            List<Float> together = model.compute(
                    passages.stream()
                            .map(passage -> model.prepare("mill", passage))
                            .toList(),
                    PATIENT);
            assertThat(together).isEqualTo(passages.stream().map(this::score).toList());
        }
    }

    @Test
    void computesPassagesOneByOneWhereCompanyMatters(@TempDir Path other) throws IOException {
        try (OnnxRerankingModel minding = load(TinyModels.rerankerThatMindsCompany(other), 12)) {
            assertThat(minding.shape()).isEqualTo(BatchShape.ALONE);
            assertThat(model.shape()).isEqualTo(COMPUTE.shape());
        }
    }

    @Test
    void readsQueryAndPassageAsItsTokenizerPutsThemTogether() {
        TokenizedText pair = model.prepare("mill mill", "grain");

        assertThat(pair.ids()).containsExactly(CLS, MILL, MILL, SEP, GRAIN, SEP);
        assertThat(pair.typeIds()).containsExactly(0, 0, 0, 0, 1, 1);
        assertThat(pair.tokenCount()).isEqualTo(6);
        assertThat(pair.truncated()).isFalse();
    }

    @Test
    void cutsThePassageAndNotTheQuery() {
        TokenizedText pair = model.prepare(words("mill", 3), words("grain", 20));

        assertThat(pair.length()).isEqualTo(12);
        assertThat(count(pair, MILL)).isEqualTo(3);
        assertThat(count(pair, GRAIN)).isEqualTo(6);
        assertThat(pair.ids()).endsWith(GRAIN, SEP);
        assertThat(pair.tokenCount()).isEqualTo(26);
        assertThat(pair.truncated()).isTrue();
    }

    @Test
    void cutsAQueryThatLeavesAPassageTooLittleRoom() {
        TokenizedText bothLong = model.prepare(words("mill", 20), words("grain", 20));
        TokenizedText shortPassage = model.prepare(words("mill", 20), words("grain", 2));
        TokenizedText bothFit = model.prepare(words("mill", 7), words("grain", 2));

        assertThat(count(bothLong, MILL)).isEqualTo(5);
        assertThat(count(bothLong, GRAIN)).isEqualTo(4);
        assertThat(count(shortPassage, MILL)).isEqualTo(7);
        assertThat(count(shortPassage, GRAIN)).isEqualTo(2);
        assertThat(List.of(bothLong, shortPassage)).allMatch(TokenizedText::truncated);
        assertThat(bothFit.truncated()).isFalse();
    }

    @Test
    void hasAnotherVersionWhenItReadsMore() throws IOException {
        try (OnnxRerankingModel same = load(folder, 12);
                OnnxRerankingModel other = load(folder, 13)) {
            assertThat(model.description().version())
                    .matches("[0-9a-f]{12}")
                    .isEqualTo(same.description().version())
                    .isNotEqualTo(other.description().version());
        }
    }

    @Test
    void failsOnAPassageThatItCannotComputeAndOnNoOther() {
        assertThatThrownBy(() -> score("poison"))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
        assertThat(score("grain")).isPositive();
    }

    @Test
    void refusesToScoreOnceItIsClosed() {
        model.close();

        assertThatThrownBy(model::check).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> score("grain")).isInstanceOf(QuernException.class);
    }

    @Test
    void saysWhichFileAFolderLacks(@TempDir Path empty) {
        assertThatThrownBy(() -> load(empty, 12))
                .hasMessageContaining("quern.embedding.rerankers.tiny.folder")
                .hasMessageContaining("no readable model.onnx in " + empty);
    }

    @Test
    void saysThatAFileIsNoModel(@TempDir Path broken) throws IOException {
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);
        Files.write(TinyModels.reranker(broken).resolve("model.onnx"), noise);

        assertThatThrownBy(() -> load(broken, 12))
                .hasMessageContaining("quern.embedding.rerankers.tiny.folder")
                .hasMessageContaining("model.onnx in " + broken + " cannot be used");
    }

    @Test
    void saysWhichInputOfTheModelIsNotKnown(@TempDir Path other) {
        assertThatThrownBy(() -> load(TinyModels.embeddingThatWants(other, "pixel_values"), 12))
                .hasMessageContaining("pixel_values");
    }

    @Test
    void saysThatAModelIsNoCrossEncoder(@TempDir Path other) {
        assertThatThrownBy(() -> load(TinyModels.embedding(other), 12))
                .hasMessageContaining("quern.embedding.rerankers.tiny")
                .hasMessageContaining("[pairs, 1]");
    }

    private float score(String passage) {
        return model.compute(List.of(model.prepare("mill", passage)), PATIENT).getFirst();
    }

    private static OnnxRerankingModel load(Path folder, int maxTokens) throws IOException {
        return OnnxRerankingModel.load("tiny", folder, maxTokens, COMPUTE);
    }

    private static String words(String word, int count) {
        return String.join(" ", Collections.nCopies(count, word));
    }

    private static long count(TokenizedText pair, int word) {
        return Arrays.stream(pair.ids()).filter(id -> id == word).count();
    }

    private static float sigmoid(double logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }
}
