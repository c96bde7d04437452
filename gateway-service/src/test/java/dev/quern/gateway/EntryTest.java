package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
    private static final Map<String, String> KEY = Map.of("api-key", "secret");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
    void isOpenToThisMachineWithoutAKey(String host) {
        assertThat(entry(Map.of(), host, false).isOpen()).isTrue();
        assertThat(entry(Map.of("keys.bootstrap", "beyond-loopback"), host, false)
                        .isOpen())
                .isTrue();
    }

    @Test
    void neverStandsOpenToOthers() {
        assertThatThrownBy(() -> entry(Map.of(), "0.0.0.0", false))
                .hasMessageContaining("quern.gateway.api-key")
                .hasMessageContaining("0.0.0.0");
    }

    @Test
    void isShutOnceThereIsAKeyOrAProviderOfTokens() {
        assertThat(entry(KEY, "0.0.0.0", false).isOpen()).isFalse();
        assertThat(entry(KEY, "127.0.0.1", false).isOpen()).isFalse();
        assertThat(entry(Map.of(), "0.0.0.0", true).isOpen()).isFalse();
    }

    @Test
    void makesAFirstKeyWhereItIsToldTo() {
        Map<String, String> beyond = Map.of("keys.bootstrap", "beyond-loopback");

        assertThat(entry(beyond, "0.0.0.0", false))
                .matches(Entry::needsFirstKey)
                .matches(entry -> !entry.isOpen());
        assertThat(entry(Map.of("keys.bootstrap", "always"), "127.0.0.1", false))
                .matches(Entry::needsFirstKey)
                .matches(entry -> !entry.isOpen());
        assertThat(entry(Map.of("keys.bootstrap", "always", "api-key", "secret"), "127.0.0.1", false)
                        .needsFirstKey())
                .isFalse();
        assertThat(entry(beyond, "127.0.0.1", false).needsFirstKey()).isFalse();
    }

    private static Entry entry(Map<String, String> settings, String host, boolean takesTokens) {
        return new Entry(TestSettings.config(settings), host, takesTokens);
    }
}
