package dev.quern.gateway.openai;

import dev.quern.gateway.Answering;
import dev.quern.gateway.Chat;
import dev.quern.gateway.Chatting;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.GenerationOptions;
import dev.quern.gateway.History;
import dev.quern.gateway.Message;
import dev.quern.gateway.Question;
import dev.quern.gateway.SearchOptions;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Who makes a reply: a language model, or a collection's documents, as the name of the model says. */
@ApplicationScoped
public class Completions {
    /** As a model, the default collection; before a slash, any. */
    static final String QUERN = "quern";

    private static final String COLLECTION = QUERN + "/";
    private static final int SOURCES = 5;
    private static final String COUNTER = "quern.gateway.completions";

    private final Answering answering;
    private final Chatting chatting;
    private final GatewayConfig config;
    private final Counter grounded;
    private final Counter plain;

    public Completions(Answering answering, Chatting chatting, GatewayConfig config, MeterRegistry metrics) {
        this.answering = answering;
        this.chatting = chatting;
        this.config = config;
        grounded = metrics.counter(COUNTER, "kind", "grounded");
        plain = metrics.counter(COUNTER, "kind", "plain");
    }

    Completion of(ChatBody body, Priority priority) {
        body.check();
        Head head = Head.of(body.name());
        if (body.name().equals(QUERN) || body.name().startsWith(COLLECTION)) {
            grounded.increment();
            return new GroundedCompletion(head, answering, question(body));
        }
        plain.increment();
        return new PlainCompletion(
                head,
                chatting,
                new Chat(
                        body.name(),
                        body.conversation(),
                        Optional.ofNullable(body.temperature()),
                        body.longest().orElse(0),
                        body.stops(),
                        priority,
                        0));
    }

    static String modelOf(String collection) {
        return COLLECTION + collection;
    }

    private Question question(ChatBody body) {
        if (!body.stops().isEmpty()) {
            throw QuernException.invalid("stop", "`stop` is not supported with `quern/…`: an answer is given whole.");
        }
        // What the system is told to be is Quern's own affair here: an answer keeps to its sources.
        List<Message> said = body.conversation().stream()
                .filter(message -> message.author() != Message.Author.SYSTEM)
                .toList();
        if (said.isEmpty() || said.getLast().author() != Message.Author.USER) {
            throw QuernException.invalid("messages", "The last message is the question, by the role `user`.");
        }
        String collection =
                body.name().equals(QUERN) ? config.collection() : body.name().substring(COLLECTION.length());
        try {
            return new Question(
                    said.getLast().text(),
                    List.of(collection),
                    SOURCES,
                    SearchOptions.USUAL,
                    new GenerationOptions(
                            Optional.empty(),
                            Optional.ofNullable(body.temperature()),
                            body.longest(),
                            Optional.empty()),
                    History.last(said.subList(0, said.size() - 1)));
        } catch (QuernException failure) {
            throw Fields.asAsked(failure);
        }
    }
}
