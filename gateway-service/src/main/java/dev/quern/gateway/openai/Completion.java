package dev.quern.gateway.openai;

import dev.quern.gateway.Admission;
import dev.quern.gateway.Visit;

/** A reply that is still to be made, in a place that hears when it begins. */
interface Completion {

    Head head();

    CompletionBody whole(Visit visit, Admission.Place place) throws InterruptedException;

    void stream(Visit visit, Admission.Place place, Chunks chunks) throws InterruptedException;
}
