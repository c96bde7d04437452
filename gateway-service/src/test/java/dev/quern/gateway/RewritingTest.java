package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.Generated.Tokens;
import dev.quern.gateway.Message.Author;
import dev.quern.gateway.Rewriting.Standing;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewritingTest {
    private static final Question FOLLOWING = Question.of("What does it grind?", "notes")
            .after(List.of(
                    new Message(Author.USER, "What is a quern?"), new Message(Author.ASSISTANT, "A small mill.")));

    private final FakeServices services = new FakeServices();
    private final Budgets budgets = new Budgets();

    @Test
    void isPaidForAtOnce() throws Exception {
        services.rewriteTo("What does a quern grind?");

        Standing standing = rewriting(Pressure.NONE).alone(Inquiries.of(FOLLOWING, Priority.INTERACTIVE));

        assertThat(standing.inquiry().question().text()).isEqualTo("What does a quern grind?");
        assertThat(standing.tokens()).isEqualTo(new Tokens(5, 2, .25));
        assertThat(budgets.spent()).containsExactly(7L);
        assertThat(budgets.closed()).isEqualTo(1);
    }

    @Test
    void isNotDoneForWhoeverHasNoTokensLeft() {
        budgets.leave(0);

        assertThatThrownBy(() -> rewriting(Pressure.NONE).alone(Inquiries.of(FOLLOWING, Priority.INTERACTIVE)))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.RATE_LIMITED));

        assertThat(services.rewritings()).isZero();
    }

    @Test
    void takesNothingWhereNothingWasSaidBefore() throws Exception {
        budgets.leave(0);

        rewriting(Pressure.NONE).alone(Inquiries.of(Question.of("What is a quern?", "notes"), Priority.INTERACTIVE));

        assertThat(budgets.reserved()).isEmpty();
    }

    @Test
    void asksNoModelUnderSeverePressureUnlessItIsUrgent() throws Exception {
        Inquiry usual = Inquiries.of(FOLLOWING, Priority.INTERACTIVE);
        rewriting(Pressure.SEVERE).alone(usual);

        assertThat(services.rewritings()).isZero();
        assertThat(usual.degraded()).containsExactly("rewriting");

        Inquiry urgent = Inquiries.of(FOLLOWING, Priority.EMERGENCY);
        rewriting(Pressure.SEVERE).alone(urgent);

        assertThat(services.rewritings()).isEqualTo(1);
        assertThat(urgent.degraded()).isEmpty();
    }

    @Test
    void saysSoWhereRulesHadToDo() throws Exception {
        services.rewriteTo("What does a quern grind?");
        services.rewriteByRulesOnly();
        Inquiry inquiry = Inquiries.of(FOLLOWING, Priority.INTERACTIVE);

        Standing standing = rewriting(Pressure.NONE).alone(inquiry);

        assertThat(standing.inquiry().question().text()).isEqualTo("What does a quern grind?");
        assertThat(standing.inquiry().degraded()).containsExactly("rewriting");
        assertThat(standing.inquiry().isWhole())
                .as("what the next one should get")
                .isFalse();
    }

    private Rewriting rewriting(Pressure pressure) {
        return new Rewriting(services, budgets, new QuestionAnalysis(TestSettings.config(Map.of())), () -> pressure);
    }
}
