package dev.quern.gateway.openai;

import dev.quern.gateway.Admission;
import dev.quern.gateway.AnswerEvent;
import dev.quern.gateway.Answering;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.Generated;
import dev.quern.gateway.Question;
import dev.quern.gateway.Visit;
import dev.quern.protocol.QuernException;
import java.util.Optional;

/** The answer that a collection's documents give. */
record GroundedCompletion(Head head, Answering answering, Question question) implements Completion {
    @Override
    public CompletionBody whole(Visit visit, Admission.Place place) throws InterruptedException {
        try {
            AnswerEvent.Metadata end = answering.answer(visit, question, CacheUse.FULL, place);
            return CompletionBody.of(
                    head, head.model(), end.answer().generated().text(), ending(end));
        } catch (QuernException failure) {
            throw Fields.asAsked(failure);
        }
    }

    @Override
    public void stream(Visit visit, Admission.Place place, Chunks chunks) throws InterruptedException {
        AnswerEvent.Listener listener = place.hearing(event -> {
            visit.call().ensureWanted();
            if (event instanceof AnswerEvent.ResponseChunk chunk) {
                chunks.text(chunk.text());
            }
        });
        try {
            chunks.end(ending(answering.answer(visit, question, CacheUse.FULL, listener)));
        } catch (QuernException failure) {
            throw Fields.asAsked(failure);
        }
    }

    private static Ending ending(AnswerEvent.Metadata end) {
        Generated generated = end.answer().generated();
        return new Ending(generated.finish(), generated.tokens(), Optional.of(BasisBody.of(end)));
    }
}
