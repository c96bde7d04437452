package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.embedding.BatchShape;
import dev.quern.embedding.EmbeddingConfig.Device;
import dev.quern.embedding.EmbeddingConfig.Pooling;
import dev.quern.embedding.EmbeddingModel;
import dev.quern.embedding.EmbeddingModelContract;
import dev.quern.embedding.LocalCompute;
import dev.quern.embedding.Prefixes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quantized all-MiniLM-L6-v2, whose numbers are rounded to the largest in the batch. */
class QuantizedEmbeddingModelTest extends EmbeddingModelContract {
    @TempDir
    private static Path folder;

    @Override
    protected EmbeddingModel<?> open() throws IOException {
        copy("/all-minilm-l6-v2-q.onnx", "model.onnx");
        copy("/all-minilm-l6-v2-q-tokenizer.json", "tokenizer.json");
        return OnnxEmbeddingModel.load(
                new OnnxModelSettings(
                        "all-MiniLM-L6-v2-q", Optional.of(folder), Pooling.MEAN, true, 256, Prefixes.NONE),
                new LocalCompute(2, 512, 128, Device.CPU));
    }

    @Test
    void computesTextsOneByOneSinceTheyComeToOtherVectorsTogether() {
        assertThat(model().shape()).isEqualTo(BatchShape.ALONE);
    }

    private static void copy(String resource, String name) throws IOException {
        Path target = folder.resolve(name);
        if (Files.notExists(target)) {
            try (InputStream in = QuantizedEmbeddingModelTest.class.getResourceAsStream(resource)) {
                assertThat(in).as(resource).isNotNull();
                Files.copy(in, target);
            }
        }
    }
}
