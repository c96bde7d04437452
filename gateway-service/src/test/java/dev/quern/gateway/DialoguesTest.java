package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.Generated.Finish;
import dev.quern.gateway.Generated.Model;
import dev.quern.gateway.Generated.Tokens;
import dev.quern.protocol.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DialoguesTest {
    private static final Question QUESTION = Question.of("What is a quern?", "notes");

    private final FakeConversations conversations = new FakeConversations();

    @Test
    void withholdAFinishedAnswerForAShortWhileOnly() throws Exception {
        conversations.hang();
        Dialogues dialogues = new Dialogues(conversations, TestSettings.config(Map.of()));
        Inquiry inquiry = Inquiries.of(
                new Question(
                        QUESTION.text(),
                        QUESTION.collections(),
                        QUESTION.maxResults(),
                        QUESTION.options(),
                        QUESTION.generation(),
                        List.of(),
                        Optional.of(new Question.Continued("c", Optional.empty())),
                        false),
                Priority.INTERACTIVE);
        Generated mill = new Generated(
                "A mill.",
                List.of(),
                Finish.STOP,
                new Model("m", "extractive", "only", "e", "p", List.of()),
                Tokens.NONE);

        dialogues.said(inquiry, new Answer(mill, List.of(), List.of()));

        assertThat(inquiry.degraded()).containsExactly("conversation");
        assertThat(inquiry.call().deadline().remaining())
                .as("half of the time would be thirty seconds")
                .isGreaterThan(Duration.ofSeconds(31));
    }
}
