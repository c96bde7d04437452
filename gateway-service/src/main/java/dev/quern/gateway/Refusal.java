package dev.quern.gateway;

import java.util.Locale;

/** Why somebody gets no place. */
enum Refusal {
    /** As many wait as may. */
    QUEUE_FULL("Too many requests are waiting; please try again shortly."),
    /** There would be no place in time. */
    DEADLINE("So many requests are waiting that this one could not be done in its time; please try again shortly."),
    /** It was to be in time, but was not. */
    EXPIRED("No place became free in the time that this request can wait; please try again shortly."),
    /** Somebody more urgent, or of a tenant that has less, came when as many waited as may. */
    DISPLACED("Too many requests are waiting, and this one had to make room; please try again shortly.");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    /** As metrics name it. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
