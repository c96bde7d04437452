package dev.quern.protocol;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentNamesTest {
    private static final Set<String> NAMES = Set.of("house", "multilingual-e5-small", "bge-small-en-v1.5");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUERN_EMBEDDING_MODELS_HOUSE_FOLDER",
                "QUERN_EMBEDDING_MODELS_MULTILINGUAL_E5_SMALL_PROVIDER_API_KEY",
                "QUERN_EMBEDDING_MODELS__BGE_SMALL_EN_V1_5__FOLDER",
                "QUERN_EMBEDDING_MAX_BATCH",
                "QUERN_EMBEDDING_RERANKERS_OTHER_FOLDER",
                "PATH"
            })
    void acceptsWhatMeansAConfiguredModelOrNone(String variable) {
        assertThatCode(() -> EnvironmentNames.check(Map.of(variable, "x"), "quern.embedding.models", NAMES))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAVariableThatWouldBeIgnored() {
        assertThatThrownBy(() -> EnvironmentNames.check(
                        Map.of("QUERN_EMBEDDING_MODELS_E5_SMALL_V2_FOLDER", "/models"),
                        "quern.embedding.models",
                        NAMES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QUERN_EMBEDDING_MODELS_E5_SMALL_V2_FOLDER")
                .hasMessageContaining("properties file");
    }
}
