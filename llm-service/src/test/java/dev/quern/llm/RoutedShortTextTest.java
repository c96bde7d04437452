package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutedShortTextTest {
    private static final List<Message> CONVERSATION = List.of(new Message(Author.USER, "Rewrite this."));

    @Test
    void isWrittenByASmallModelOfTheRole() throws InterruptedException {
        ShortText writer = writer(
                model("large", Tier.LARGE, Role.MEMORY),
                model("small", Tier.SMALL, Role.MEMORY),
                model("answers", Tier.SMALL, Role.REASONING));

        ShortText.Text text =
                writer.write(Calls.patient(), Role.MEMORY, CONVERSATION, 2).orElseThrow();

        assertThat(writer.serves(Role.MEMORY)).isTrue();
        assertThat(writer.serves(Role.AFFECT)).isFalse();
        assertThat(text).isEqualTo(new ShortText.Text("word word ", "small", 10, 2, 14e-6));
    }

    @Test
    void isNothingWhenNoModelServesTheRoleOrNoneCan() throws InterruptedException {
        ControlledModel broken = new ControlledModel("broken", 2048, 3)
                .failing(0, new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "It is away."));

        assertThat(writer().write(Calls.patient(), Role.MEMORY, CONVERSATION, 2))
                .isEmpty();
        assertThat(writer(model("answers", Tier.SMALL, Role.REASONING))
                        .write(Calls.patient(), Role.AFFECT, CONVERSATION, 2))
                .isEmpty();
        assertThat(writer(FakeServedModel.of(broken, Tier.SMALL)).write(Calls.patient(), Role.MEMORY, CONVERSATION, 2))
                .isEmpty();
    }

    @Test
    void isNotWorthGoingOnForWhenTheCallersTimeIsOver() {
        ControlledModel stuck = new ControlledModel("stuck", 2048, 3).gated();
        ShortText writer = writer(FakeServedModel.of(stuck, Tier.SMALL));

        assertThatThrownBy(() -> writer.write(Calls.lasting(Duration.ofMillis(30)), Role.MEMORY, CONVERSATION, 2))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    }

    private static ServedModel model(String name, Tier tier, Role role) {
        return FakeServedModel.of(new ControlledModel(name, 2048, 3), tier, 2, EnumSet.of(role));
    }

    private static ShortText writer(ServedModel... models) {
        return new RoutedShortText(Generators.of(models));
    }
}
