package dev.quern.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelVersionTest {
    @Test
    void differsWithTheFilesAndWithEveryUse() {
        assertThat(List.of(
                        ModelVersion.of("a", List.of("x", "yz")),
                        ModelVersion.of("b", List.of("x", "yz")),
                        ModelVersion.of("a", List.of("xy", "z")),
                        ModelVersion.of("a", List.of("x1:y", "z")),
                        ModelVersion.of("a", List.of("x", "yz", "")),
                        ModelVersion.of("a", List.of())))
                .doesNotHaveDuplicates()
                .allMatch(version -> version.matches("[0-9a-f]{12}"));
    }

    @Test
    void staysTheSame() {
        assertThat(ModelVersion.of("a", List.of(256, true))).isEqualTo(ModelVersion.of("a", List.of(256, true)));
    }
}
