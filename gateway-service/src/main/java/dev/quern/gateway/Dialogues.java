package dev.quern.gateway;

import dev.quern.gateway.Conversation.Turn;
import dev.quern.gateway.Generated.Finish;
import dev.quern.gateway.Message.Author;
import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Questions that go on with a kept conversation: they get its last turns, and it gets the answers. */
@ApplicationScoped
class Dialogues {
    /** What is gone without when an answer cannot be kept. */
    private static final String CONVERSATION = "conversation";

    private static final Logger LOG = Logger.getLogger(Dialogues.class);
    /** How long a finished answer waits to be kept. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int MOST_TURNS = Question.MOST_MESSAGES / 2;
    /** Four bytes each at most, which is fewer characters than a history may have. */
    private static final int MOST_TOKENS = 20_000;

    private final Conversations conversations;
    private final ConversationsConfig config;

    Dialogues(Conversations conversations, GatewayConfig config) {
        this.conversations = conversations;
        this.config = config.conversations();
        require(this.config.turns(), MOST_TURNS, "turns");
        require(this.config.tokens(), MOST_TOKENS, "tokens");
    }

    /** So that what is configured wrongly stops the start, not the first question. */
    void checkSettings(@Observes StartupEvent start) {}

    /** The question after the last turns of the conversation that it goes on with, if it does. */
    Question resumed(Visit visit, Question question) {
        if (question.continued().isEmpty()) {
            return question;
        }
        Question.Continued continued = question.continued().get();
        String user = ConversationUsers.of(visit.caller(), continued.user());
        return question.after(history(conversations
                .get(visit.call(), user, continued.id(), config.turns())
                .turns()));
    }

    /** Adds a whole answer to the conversation that the question goes on with; trouble with that spoils no answer. */
    void said(Inquiry inquiry, Answer answer) throws InterruptedException {
        Finish finish = answer.generated().finish();
        if (inquiry.asked().continued().isEmpty() || (finish != Finish.STOP && finish != Finish.ABSTAINED)) {
            return;
        }
        Question.Continued continued = inquiry.asked().continued().get();
        Call call = inquiry.call();
        String user = ConversationUsers.of(inquiry.visit().caller(), continued.user());
        Turn turn = new Turn(inquiry.asked().text(), answer.generated().text(), Instant.now(), call.traceId());
        try {
            inquiry.time("conversation", () -> {
                conversations.append(Trouble.within(Trouble.hurried(call), PATIENCE), user, continued.id(), turn);
                return turn;
            });
        } catch (QuernException failure) {
            if (failure.code() == ErrorCode.CANCELLED) {
                throw failure;
            }
            LOG.warnf("an answer was not added to its conversation: %s", failure.text());
            inquiry.without(CONVERSATION);
        }
    }

    private List<Message> history(List<Turn> turns) {
        List<Message> said = turns.stream()
                .flatMap(turn -> Stream.of(
                        new Message(Author.USER, turn.question()), new Message(Author.ASSISTANT, turn.answer())))
                .toList();
        return History.last(said, config.tokens());
    }

    private static void require(int value, int most, String key) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("quern.gateway.conversations." + key + " is from 1 to " + most + ".");
        }
    }
}
