package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.Message.Author;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChattingTest {
    private static final Chat CHAT = new Chat(
            "tiny",
            List.of(new Message(Author.USER, "Who are you?")),
            Optional.empty(),
            50,
            List.of(),
            Priority.INTERACTIVE,
            0);

    private final FakeModels models = new FakeModels();
    private final Budgets budgets = new Budgets();
    private final Chatting chatting = new Chatting(models, budgets);
    private final Visit visit = Inquiries.visit(Priority.INTERACTIVE);

    @Test
    void collectsAReplyAndPaysForWhatItTook() {
        Chatting.Reply reply = chatting.reply(visit, CHAT);

        assertThat(reply.text()).isEqualTo("Hello, miller.");
        assertThat(budgets.spent()).containsExactly(12L);
        assertThat(models.lastChat().tokenBudget())
                .as("none who has more is bound")
                .isZero();
    }

    @Test
    void saysNoMoreThanIsLeft() {
        budgets.leave(20);

        chatting.reply(visit, CHAT);

        assertThat(models.lastChat().tokenBudget()).isEqualTo(20);
    }

    @Test
    void paysForAReplyThatNobodyWaitsForAnyMoreAsFarAsItWent() {
        models.failLate(new QuernException(ErrorCode.CANCELLED, "Nobody waits."));

        assertThatThrownBy(() -> chatting.reply(visit, CHAT)).isInstanceOf(QuernException.class);

        assertThat(budgets.spent()).containsExactly(CHAT.promptTokens() + TokenEstimate.of("Hello, "));
        assertThat(budgets.closed()).isEqualTo(1);
    }
}
