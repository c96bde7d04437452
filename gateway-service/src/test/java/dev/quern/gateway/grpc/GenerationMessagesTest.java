package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.Generation.Terms;
import dev.quern.gateway.GenerationOptions;
import dev.quern.gateway.Message;
import dev.quern.gateway.Question;
import dev.quern.gateway.SearchOptions;
import dev.quern.gateway.Source;
import dev.quern.protocol.Priority;
import dev.quern.protocol.llm.v1.Author;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.Generation;
import dev.quern.protocol.llm.v1.GroundedPrompt;
import dev.quern.protocol.llm.v1.Passage;
import dev.quern.protocol.llm.v1.Role;
import dev.quern.protocol.llm.v1.Urgency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationMessagesTest {
    private static final Source SOURCE =
            new Source(1, "notes", "d", "c", "T", "A mill.", .5f, Optional.empty(), 0, 7, 0, List.of());

    @Test
    void asksForNothingThatNobodyWants() {
        GenerateStreamRequest request = GenerationMessages.request(
                Question.of("Why?", "notes"), List.of(), new Terms(.5f, Priority.BATCH, Long.MAX_VALUE));

        assertThat(request.getGeneration())
                .isEqualTo(Generation.newBuilder()
                        .setRole(Role.ROLE_REASONING)
                        .setComplexity(.5f)
                        .setUrgency(Urgency.URGENCY_LOW)
                        .setGrounded(GroundedPrompt.newBuilder().setQuestion("Why?"))
                        .build());
    }

    @Test
    void handsOnEverythingThatIsWanted() {
        Question question = new Question(
                "Why?",
                List.of("notes"),
                5,
                SearchOptions.USUAL,
                new GenerationOptions(Optional.of("m"), Optional.of(0f), Optional.of(9), Optional.of("ko")),
                List.of(new Message(Message.Author.USER, "u"), new Message(Message.Author.ASSISTANT, "a")));

        Generation request = GenerationMessages.request(
                        question, List.of(SOURCE), new Terms(.5f, Priority.EMERGENCY, 700))
                .getGeneration();

        assertThat(request.getModel()).isEqualTo("m");
        assertThat(request.hasTemperature()).isTrue();
        assertThat(request.getTemperature()).isZero();
        assertThat(request.getMaxTokens()).isEqualTo(9);
        assertThat(request.getTokenBudget()).isEqualTo(700);
        assertThat(request.getUrgency()).isEqualTo(Urgency.URGENCY_HIGH);
        assertThat(request.getGrounded().getLanguage()).isEqualTo("ko");
        assertThat(request.getGrounded().getPassagesList())
                .containsExactly(
                        Passage.newBuilder().setTitle("T").setText("A mill.").build());
        assertThat(request.getGrounded().getHistoryList())
                .extracting(dev.quern.protocol.llm.v1.Message::getAuthor)
                .containsExactly(Author.AUTHOR_USER, Author.AUTHOR_ASSISTANT);
    }
}
