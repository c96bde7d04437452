package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.gateway.Admission;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Question;
import dev.quern.gateway.RateLimiting;
import dev.quern.gateway.UrgentWords;
import dev.quern.protocol.QuernException;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What sessions on WebSockets have in common: how their questions are answered, under the same rules as all others. */
@ApplicationScoped
public class SocketQuestions {
    private final AnswerStreams answers;
    private final Admission admission;
    private final RateLimiting limiting;
    private final Draining draining;
    private final GatewayConfig config;
    private final ObjectMapper json;
    private final UrgentWords urgent;

    public SocketQuestions(
            AnswerStreams answers,
            Admission admission,
            RateLimiting limiting,
            Draining draining,
            GatewayConfig config,
            ObjectMapper json,
            UrgentWords urgent) {
        this.answers = answers;
        this.admission = admission;
        this.limiting = limiting;
        this.draining = draining;
        this.config = config;
        this.json = json;
        this.urgent = urgent;
    }

    GatewayConfig config() {
        return config;
    }

    ObjectMapper json() {
        return json;
    }

    /** The answer, event by event; throws when the question is not valid. */
    Multi<ServerEvent> answer(Guest guest, SocketMessage.Ask ask) {
        draining.refuse();
        Question question = answers.question(ask.question());
        Duration time = time(ask);
        return guest.visit(time)
                .map(visit -> urgent.raised(visit, question))
                .onItem()
                .transformToMulti(visit -> limiting.admit(visit.caller())
                        .chain(() -> admission.enter(visit))
                        .onItem()
                        .transformToMulti(place -> answers.answer(visit, question, ask.cache(), place)))
                .map(AnswerEvents::of);
    }

    private Duration time(SocketMessage.Ask ask) {
        Duration time = ask.time().orElse(config.defaultTimeout());
        if (time.compareTo(config.longestTimeout()) > 0) {
            throw QuernException.invalid(
                    "timeout", "`timeout` is at most " + config.longestTimeout().toSeconds() + " seconds.");
        }
        return time;
    }
}
