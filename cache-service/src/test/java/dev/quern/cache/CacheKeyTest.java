package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheKeyTest {
    @Test
    void takesUpTo512Bytes() {
        assertThat(new CacheKey("acme", ValueType.ANSWER, "é".repeat(256)).key())
                .hasSize(256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "half a pair \ud83d", "\ude00"})
    void refusesWhatIsNoText(String key) {
        assertThatThrownBy(() -> new CacheKey("acme", ValueType.ANSWER, key))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.field()).contains("key"));
    }

    @Test
    void saysHowLongATooLongKeyIs() {
        assertThatThrownBy(() -> new CacheKey("acme", ValueType.ANSWER, "é".repeat(257)))
                .hasMessageContaining("512")
                .hasMessageContaining("514");
    }

    @Test
    void refusesATagThatIsTooLong() {
        assertThat(new Tag(TagKind.DOCUMENT, "키".repeat(256)).value()).hasSize(256);
        assertThatThrownBy(() -> new Tag(TagKind.DOCUMENT, "a".repeat(257))).hasMessageContaining("256");
    }
}
