package dev.quern.gateway;

import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * Comes to the gate when subscribed to. Whoever cancels after a place was given and before it was heard of gives it
 * back, which an emitter cannot tell from the item having arrived.
 */
final class Entering extends AbstractUni<Admission.Place> {
    private final Gate gate;
    private final Visit visit;

    Entering(Gate gate, Visit visit) {
        this.gate = gate;
        this.visit = visit;
    }

    @Override
    public void subscribe(UniSubscriber<? super Admission.Place> subscriber) {
        Waiting waiting = new Waiting(gate, visit, subscriber);
        subscriber.onSubscribe(waiting);
        gate.come(waiting);
    }
}
