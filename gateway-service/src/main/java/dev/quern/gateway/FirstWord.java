package dev.quern.gateway;

import dev.quern.gateway.AnswerEvent.Metadata;
import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;

/** Tells a place of the first word of an answer, before whoever listens hears it: a slow reader is not slow work. */
final class FirstWord implements AnswerEvent.Listener {
    private final Admission.Place place;
    private final AnswerEvent.Listener listener;
    private WorkKind kind = WorkKind.OTHER;
    private boolean heard;

    FirstWord(Admission.Place place, AnswerEvent.Listener listener) {
        this.place = place;
        this.listener = listener;
    }

    @Override
    public void on(AnswerEvent event) throws InterruptedException {
        switch (event) {
            case ResponseChunk _
            when !heard -> {
                heard = true;
                place.began(kind);
            }
            case Status _, Sources _, ResponseChunk _, Metadata _ -> {}
        }
        listener.on(event);
    }

    @Override
    public boolean showsParts() {
        return listener.showsParts();
    }

    @Override
    public void turnsOut(WorkKind newKind) {
        kind = newKind;
        listener.turnsOut(newKind);
    }
}
