package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.embedding.EmbeddingConfig.Device;
import dev.quern.embedding.EmbeddingConfig.Pooling;
import dev.quern.embedding.LocalCompute;
import dev.quern.embedding.Prefixes;
import dev.quern.embedding.Purpose;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an embedding model does with what it is told, on a model that is small enough to work it out by hand. */
class OnnxModelSettingsTest {
    private static final Deadline PATIENT = Deadline.after(Duration.ofMinutes(5));

    @TempDir
    private Path folder;

    private OnnxModelSettings plain;

    @BeforeEach
    void setUp() {
        plain = new OnnxModelSettings("tiny", Optional.of(folder), Pooling.MEAN, false, 16, Prefixes.NONE);
    }

    @Test
    void averagesTheTokensOrTakesTheFirst() throws IOException {
        TinyModels.embedding(folder);

        assertThat(vector(plain, "grain", Purpose.PASSAGE)).containsExactly((2 + 4 + 3) / 3f, (2 + 0 - 1) / 3f);
        assertThat(vector(pooling(Pooling.CLS), "grain", Purpose.PASSAGE)).containsExactly(2, 2);
    }

    @Test
    void writesThePrefixOfItsPurposeBeforeAText() throws IOException {
        TinyModels.embedding(folder);
        OnnxModelSettings prefixed = prefixes(new Prefixes("mill ", "stone "));

        assertThat(vector(prefixed, "grain", Purpose.QUERY)).isEqualTo(vector(plain, "mill grain", Purpose.QUERY));
        assertThat(vector(prefixed, "grain", Purpose.PASSAGE)).isEqualTo(vector(plain, "stone grain", Purpose.QUERY));
    }

    @Test
    void takesTheVectorOfTheTextFromAModelThatHasIt() throws IOException {
        TinyModels.embeddingThatPools(folder);

        assertThat(vector(plain, "mill grain", Purpose.PASSAGE)).containsExactly(0, 4);
    }

    @Test
    void hasAnotherVersionForEverySettingThatChangesVectors() throws IOException {
        TinyModels.embedding(folder);
        List<String> versions = new ArrayList<>();
        for (OnnxModelSettings settings : List.of(
                plain,
                pooling(Pooling.CLS),
                new OnnxModelSettings("tiny", Optional.of(folder), Pooling.MEAN, true, 16, Prefixes.NONE),
                new OnnxModelSettings("tiny", Optional.of(folder), Pooling.MEAN, false, 15, Prefixes.NONE),
                prefixes(new Prefixes("a", "")),
                prefixes(new Prefixes("", "a")))) {
            versions.add(version(settings));
        }
        Files.writeString(folder.resolve("tokenizer.json"), Files.readString(folder.resolve("tokenizer.json")) + "\n");
        versions.add(version(plain));

        assertThat(versions).doesNotHaveDuplicates().allMatch(version -> version.matches("[0-9a-f]{12}"));
    }

    @Test
    void hasTheSameVersionWheneverItIsLoadedAndWhateverItIsCalled() throws IOException {
        TinyModels.embedding(folder);

        assertThat(version(new OnnxModelSettings("other", Optional.of(folder), Pooling.MEAN, false, 16, Prefixes.NONE)))
                .isEqualTo(version(plain));
    }

    @Test
    void failsOnATextThatItCannotComputeAndOnNoOther() throws IOException {
        TinyModels.embedding(folder);

        try (OnnxEmbeddingModel model = load(plain)) {
            TokenizedText poison = model.prepare("poison", Purpose.PASSAGE);
            TokenizedText grain = model.prepare("grain", Purpose.PASSAGE);
            assertThatThrownBy(() -> model.compute(List.of(grain, poison), PATIENT))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                    .hasMessageContaining("tiny");
            assertThat(model.compute(List.of(grain), PATIENT)).hasSize(1);
        }
    }

    @Test
    void saysThatAModelGivesNoUsableVectors() throws IOException {
        TinyModels.embeddingThatFails(folder);

        assertThatThrownBy(() -> load(plain))
                .hasMessageContaining("quern.embedding.models.tiny")
                .hasMessageContaining("no direction");
    }

    @Test
    void saysWhichInputOfTheModelIsNotKnown() throws IOException {
        TinyModels.embeddingThatWants(folder, "position_ids");

        assertThatThrownBy(() -> load(plain))
                .hasMessageContaining("quern.embedding.models.tiny.folder")
                .hasMessageContaining("position_ids");
    }

    @Test
    void saysWhichFileAFolderLacks() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "not a model");

        assertThatThrownBy(() -> load(plain))
                .hasMessageContaining("quern.embedding.models.tiny.folder")
                .hasMessageContaining("no readable tokenizer.json in " + folder);
    }

    @Test
    void saysWhichFileIsNotWhatItsNameSays() throws IOException {
        TinyModels.embedding(folder);
        byte[] noise = new byte[4096];
        new Random(7).nextBytes(noise);

        Files.write(folder.resolve("model.onnx"), noise);
        assertThatThrownBy(() -> load(plain)).hasMessageContaining("model.onnx in " + folder + " cannot be used");

        Files.write(folder.resolve("tokenizer.json"), noise);
        assertThatThrownBy(() -> load(plain)).hasMessageContaining("tokenizer.json in " + folder + " cannot be used");
    }

    @Test
    void saysThatThereIsNoRoomForAText() throws IOException {
        TinyModels.embedding(folder);

        assertThatThrownBy(() ->
                        load(new OnnxModelSettings("tiny", Optional.of(folder), Pooling.MEAN, true, 2, Prefixes.NONE)))
                .hasMessageContaining("quern.embedding.models.tiny.max-tokens is 2");
    }

    @Test
    void saysWhatACardNeeds() throws IOException {
        TinyModels.embedding(folder);
        // The library is loaded once in a process, and for a card in another way.
        load(plain).close();

        assertThatThrownBy(() -> OnnxEmbeddingModel.load(plain, new LocalCompute(1, 512, 128, Device.CUDA)))
                .hasMessageContaining("quern.embedding.onnx.device is cuda")
                .hasMessageContaining("-Dgpu");
    }

    private OnnxModelSettings pooling(Pooling pooling) {
        return new OnnxModelSettings("tiny", Optional.of(folder), pooling, false, 16, Prefixes.NONE);
    }

    private OnnxModelSettings prefixes(Prefixes prefixes) {
        return new OnnxModelSettings("tiny", Optional.of(folder), Pooling.MEAN, false, 16, prefixes);
    }

    private static float[] vector(OnnxModelSettings settings, String text, Purpose purpose) throws IOException {
        try (OnnxEmbeddingModel model = load(settings)) {
            return model.compute(List.of(model.prepare(text, purpose)), PATIENT).getFirst();
        }
    }

    private static String version(OnnxModelSettings settings) throws IOException {
        try (OnnxEmbeddingModel model = load(settings)) {
            return model.description().version();
        }
    }

    private static OnnxEmbeddingModel load(OnnxModelSettings settings) throws IOException {
        return OnnxEmbeddingModel.load(settings, new LocalCompute(1, 512, 128, Device.CPU));
    }
}
