package dev.quern.gateway;

import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import org.jspecify.annotations.Nullable;

/** Somebody who wants a place. All but what is final belongs to the gate's lock. */
final class Waiting implements UniSubscription {
    private final Gate gate;
    private final Visit visit;
    private final UniSubscriber<? super Admission.Place> subscriber;
    private volatile boolean gone;
    State state = State.NEW;
    long since;
    /** When there is no use in waiting any more. */
    long until;

    Runnable alarm = () -> {};

    @Nullable TakenPlace place;

    Waiting(Gate gate, Visit visit, UniSubscriber<? super Admission.Place> subscriber) {
        this.gate = gate;
        this.visit = visit;
        this.subscriber = subscriber;
    }

    Priority lane() {
        return visit.priority();
    }

    String tenant() {
        return visit.call().tenant();
    }

    long deadline() {
        return visit.call().deadline().nanoTime();
    }

    /** Outside the gate's lock. */
    void tell(Admission.Place given) {
        if (!gone) {
            subscriber.onItem(given);
        }
    }

    /** Likewise. */
    void tell(QuernException refusal) {
        if (!gone) {
            subscriber.onFailure(refusal);
        }
    }

    @Override
    public void cancel() {
        gone = true;
        gate.forget(this);
    }

    enum State {
        NEW,
        WAITING,
        GIVEN,
        REFUSED,
        GONE
    }
}
