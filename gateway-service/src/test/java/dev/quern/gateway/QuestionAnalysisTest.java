package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionAnalysisTest {
    private static final String SIMPLE = "What is a quern?";
    private static final String MEDIUM = "Why did the mill close?";
    private static final String COMPLEX =
            "Compare wind mills and water mills, explain why they differ, and say which is better.";

    @Test
    void choosesAStrategyByTheComplexity() {
        QuestionAnalysis analysis = new QuestionAnalysis(TestSettings.config(Map.of()));

        assertThat(analysis.analyse(question(SIMPLE)).strategy()).isEqualTo(Strategy.SINGLE_STAGE);
        assertThat(analysis.analyse(question(MEDIUM)).strategy()).isEqualTo(Strategy.TWO_STAGE);
        assertThat(analysis.analyse(question(COMPLEX)).strategy()).isEqualTo(Strategy.MULTI_STAGE);
    }

    @Test
    void choosesByTheConfiguredComplexities() {
        QuestionAnalysis all = new QuestionAnalysis(
                TestSettings.config(Map.of("two-stage-complexity", "0", "multi-stage-complexity", "0")));

        assertThat(all.analyse(question(SIMPLE)).strategy()).isEqualTo(Strategy.MULTI_STAGE);
    }

    @Test
    void doesAsItIsTold() {
        QuestionAnalysis analysis = new QuestionAnalysis(TestSettings.config(Map.of()));
        SearchOptions options = new SearchOptions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Strategy.SINGLE_STAGE));

        Analysis analysed = analysis.analyse(
                new Question(COMPLEX, List.of("notes"), 5, options, GenerationOptions.USUAL, List.of()));

        assertThat(analysed.strategy()).isEqualTo(Strategy.SINGLE_STAGE);
        assertThat(analysed.complexity()).isGreaterThanOrEqualTo(.7f);
    }

    @ParameterizedTest
    @CsvSource({"-0.1,0.7", "0.3,1.1", "0.7,0.3", "NaN,0.7", "0.3,NaN"})
    void refusesComplexitiesThatAreNone(String twoStage, String multiStage) {
        GatewayConfig config =
                TestSettings.config(Map.of("two-stage-complexity", twoStage, "multi-stage-complexity", multiStage));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuestionAnalysis(config))
                .withMessageContaining("quern.gateway.two-stage-complexity");
    }

    private static Question question(String text) {
        return Question.of(text, "notes");
    }
}
