package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.Generated.Finish;
import dev.quern.gateway.Generated.Tokens;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritingTest {
    private static final String COMPLEX =
            "Compare wind mills and water mills, explain why they differ, and say which is better.";
    private static final List<Source> SOURCES = List.of(new Source(
            1, "notes", "d", "c", "T", "It rained. Wind mills differ.", 1, Optional.empty(), 0, 1, 0, List.of()));

    private final FakeServices services = new FakeServices();
    private final Budgets budgets = new Budgets();

    @Test
    void generatesWithinTheBudgetAndPaysForWhatItTook() throws Exception {
        Generated generated = writing(Pressure.NONE).write(inquiry(Priority.INTERACTIVE), SOURCES);

        assertThat(generated.finish()).isEqualTo(Finish.STOP);
        assertThat(services.lastGeneration().terms().tokenBudget())
                .as("what is asked for is a guess, and binds nobody who has more")
                .isEqualTo(Long.MAX_VALUE);
        assertThat(budgets.reserved()).hasSize(1).allMatch(tokens -> tokens > 512);
        assertThat(budgets.spent()).containsExactly(14L);
        assertThat(budgets.closed()).isEqualTo(1);
    }

    @Test
    void writesNoMoreThanIsLeft() throws Exception {
        budgets.leave(60);

        writing(Pressure.NONE).write(inquiry(Priority.INTERACTIVE), SOURCES);

        assertThat(services.lastGeneration().terms().tokenBudget()).isEqualTo(60);
    }

    @Test
    void paysNothingForATextThatTookNone() throws Exception {
        services.generateFor(Tokens.NONE);

        writing(Pressure.NONE).write(inquiry(Priority.INTERACTIVE), SOURCES);

        assertThat(budgets.spent()).containsExactly(0L);
    }

    @ParameterizedTest
    @CsvSource({"NONE,INTERACTIVE,false", "HIGH,INTERACTIVE,true", "HIGH,EMERGENCY,false"})
    void asksASmallerModelUnderPressureUnlessItIsUrgent(Pressure pressure, Priority priority, boolean smaller)
            throws Exception {
        Inquiry inquiry = inquiry(priority);

        writing(pressure).write(inquiry, SOURCES);

        assertThat(services.lastGeneration().terms().complexity() == 0).isEqualTo(smaller);
        assertThat(inquiry.degraded()).isEqualTo(smaller ? List.of("model") : List.of());
        assertThat(services.lastGeneration().terms().priority()).isEqualTo(priority);
    }

    @Test
    void generatesNothingUnderSeverePressure() throws Exception {
        Inquiry inquiry = inquiry(Priority.INTERACTIVE);

        Generated generated = writing(Pressure.SEVERE).write(inquiry, SOURCES);

        assertThat(services.generations()).isZero();
        assertThat(generated.finish()).isEqualTo(Finish.PASSAGES);
        assertThat(generated.text()).endsWith("Wind mills differ. [1]");
        assertThat(inquiry.degraded()).containsExactly("generation");
        assertThat(budgets.closed()).isZero();
    }

    @Test
    void paysForATextThatBrokeOffAsFarAsItWent() {
        services.fail("llm-stream");

        assertThatThrownBy(() -> writing(Pressure.NONE).write(inquiry(Priority.INTERACTIVE), SOURCES))
                .as("a part was shown already")
                .isInstanceOf(QuernException.class);

        assertThat(budgets.spent()).hasSize(1).allMatch(tokens -> tokens > 300);
        assertThat(budgets.closed()).isEqualTo(1);
    }

    @Test
    void paysNothingForATextThatNeverBegan() throws Exception {
        services.fail("llm-service");

        Generated generated = writing(Pressure.NONE).write(inquiry(Priority.INTERACTIVE), SOURCES);

        assertThat(generated.finish()).isEqualTo(Finish.PASSAGES);
        assertThat(budgets.spent()).containsExactly(0L);
    }

    @Test
    void refusesWhoeverHasNoTokensLeft() {
        budgets.leave(0);

        assertThatThrownBy(() -> writing(Pressure.NONE).write(inquiry(Priority.INTERACTIVE), SOURCES))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED));
        assertThat(services.generations()).isZero();
    }

    @Test
    void saysSoWhenThereIsNothingToSay() throws Exception {
        Generated generated = writing(Pressure.SEVERE).write(inquiry(Priority.INTERACTIVE), List.of());

        assertThat(generated.text()).isEqualTo(PassageText.NOTHING);
        assertThat(generated.sentences()).noneMatch(Sentence::supported);
    }

    private Writing writing(Pressure pressure) {
        return new Writing(services, budgets, () -> pressure, TestSettings.config(Map.of()));
    }

    private static Inquiry inquiry(Priority priority) {
        return Inquiries.of(Question.of(COMPLEX, "notes"), priority);
    }
}
