package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.Answering;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Question;
import dev.quern.gateway.ResumableAnswers.Asking;
import dev.quern.gateway.Visit;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Makes answers event by event. */
@ApplicationScoped
public class AnswerStreams implements Asking {
    private final Answering answering;
    private final GatewayConfig config;

    public AnswerStreams(Answering answering, GatewayConfig config) {
        this.answering = answering;
        this.config = config;
    }

    Question question(@Nullable QuestionBody body) {
        if (body == null) {
            throw QuernException.invalid("body", "A JSON object with a `query` is expected.");
        }
        return body.question(config.collection());
    }

    /** The answer as it is made; its place is left at the end. */
    Multi<AnswerEvent> answer(Visit visit, Question question, CacheUse use, Admission.Place place) {
        return VirtualThreads.<AnswerEvent>stream(
                        visit.call(), outlet -> answering.answer(visit, question, use, place.hearing(outlet::send)))
                .onCompletion()
                .invoke(place::done)
                .onFailure()
                .invoke(place::failed)
                .onCancellation()
                .invoke(place::gone);
    }

    @Override
    public void ask(Visit visit, String question, AnswerEvent.Listener listener) throws InterruptedException {
        AskedQuestion asked = StrictJson.read("question", question, AskedQuestion.class);
        answering.answer(visit, question(asked.question()), asked.cache(), listener);
    }
}
