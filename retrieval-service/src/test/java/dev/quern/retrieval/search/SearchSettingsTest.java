package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.TestConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "candidates,19",
        "rerank,false",
        "decomposition,false",
        "expansion,none",
        "expansion-weight,0.4",
        "feedback-passages,3",
        "feedback-strength,0.4",
        "rank-constant,10",
        "walk,false",
        "walk-starts,4",
        "walk-hops,1",
        "walk-decay,0.4",
        "walk-fan-out,3",
        "walk-calls,23",
        "walk-time,0.2",
        "walk-share,0.2",
        "diversity,false",
        "diversity-lambda,0.6",
        "diversity-from,0.7"
    })
    void readOtherwiseWhenResultsMightBeOthers(String key, String value) {
        assertThat(SearchSettings.text(with(key, value), "judge@1"))
                .isNotEqualTo(SearchSettings.text(with("cache", "false"), "judge@1"));
    }

    @ParameterizedTest
    @CsvSource({"alpha,0.6", "candidates,19", "rerank,false"})
    void areAnotherEpochWhenAnswersMightBeOthers(String key, String value) {
        assertThat(SearchSettings.epoch(with(key, value), "judge@1"))
                .isNotEqualTo(SearchSettings.epoch(with("cache", "false"), "judge@1"))
                .hasSameSizeAs(SearchSettings.epoch(with("cache", "false"), "judge@1"));
    }

    @Test
    void areAnotherEpochWithAnotherRerankingModelIfOneOrdersAnything() {
        assertThat(SearchSettings.epoch(with("rerank", "true"), "judge@1"))
                .isNotEqualTo(SearchSettings.epoch(with("rerank", "true"), "judge@2"));
        assertThat(SearchSettings.epoch(with("rerank", "false"), "judge@1"))
                .isEqualTo(SearchSettings.epoch(with("rerank", "false"), "judge@2"));
    }

    @ParameterizedTest
    @CsvSource({
        "candidates,0",
        "candidates,201",
        "expansion-weight,NaN",
        "feedback-passages,0",
        "feedback-strength,0",
        "rank-constant,0",
        "walk-starts,0",
        "walk-hops,3",
        "walk-decay,1.1",
        "walk-fan-out,0",
        "walk-calls,101",
        "walk-time,-0.1",
        "walk-share,2",
        "diversity-lambda,NaN",
        "diversity-from,1.1",
        "stage-time,0S"
    })
    void areRefusedWhenTheyMakeNoSense(String key, String value) {
        assertThatThrownBy(() -> SearchSettings.check(with(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`quern.retrieval.search." + key + "`");
    }

    private static RetrievalConfig.Searching with(String key, String value) {
        return TestConfig.with("search." + key, value).search();
    }
}
