package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void differsWithTheFilesAndWithEveryUse() {
        assertThat(List.of(
                        Fingerprint.of("a", List.of("x", "yz")),
                        Fingerprint.of("b", List.of("x", "yz")),
                        Fingerprint.of("a", List.of("xy", "z")),
                        Fingerprint.of("a", List.of("x1:y", "z")),
                        Fingerprint.of("a", List.of("x", "yz", "")),
                        Fingerprint.of("a", List.of())))
                .doesNotHaveDuplicates()
                .allMatch(version -> version.matches("[0-9a-f]{12}"));
    }

    @Test
    void staysTheSame() {
        assertThat(Fingerprint.of("a", List.of(256, true))).isEqualTo(Fingerprint.of("a", List.of(256, true)));
    }
}
