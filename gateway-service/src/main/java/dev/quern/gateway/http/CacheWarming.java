package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Answering;
import dev.quern.gateway.CacheUse;
import dev.quern.gateway.Question;
import dev.quern.gateway.Visit;
import dev.quern.gateway.http.WarmingBody.Warmed;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/** Fills the caches by asking, which puts there exactly what the next who asks will look for. */
@ApplicationScoped
class CacheWarming {
    private final Answering answering;
    private final Admission admission;

    CacheWarming(Answering answering, Admission admission) {
        this.answering = answering;
        this.admission = admission;
    }

    /** Hears after each question how far it is. */
    @FunctionalInterface
    interface Listener {
        void on(Warmed warmed) throws InterruptedException;
    }

    /**
     * One question after the other, each with a place of its own; one that fails does not keep the others back.
     *
     * @param visits one for each question, whose time begins with it
     */
    void warm(Supplier<Visit> visits, List<Question> questions, Listener listener) throws InterruptedException {
        Warmed warmed = Warmed.none(questions.size());
        for (Question question : questions) {
            Visit visit = visits.get();
            try {
                visit.call().ensureWanted();
                warmed = warmed.and(isKnown(visit, question));
            } catch (QuernException failure) {
                if (failure.code() == ErrorCode.CANCELLED) {
                    throw failure;
                }
                warmed = warmed.without(failure);
            }
            listener.on(warmed);
        }
    }

    /** Whether the caches had the answer already. */
    private boolean isKnown(Visit visit, Question question) throws InterruptedException {
        Admission.Place place = admission.await(visit);
        try {
            boolean known = !answering
                    .answer(visit, question, CacheUse.FULL, place)
                    .metadata()
                    .cached()
                    .level()
                    .equals("none");
            place.done();
            return known;
        } catch (RuntimeException | InterruptedException failure) {
            place.failed(failure);
            throw failure;
        }
    }
}
