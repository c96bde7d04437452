package dev.quern.gateway;

/** Events of answers in the form in which clients get them. */
public interface EventCodec {
    Written write(AnswerEvent event);

    /** The last event of an answer that failed. */
    Written failure(Throwable failure, String traceId);

    /** All that was told before is void: the answer begins anew. */
    Written restart();

    /** The text that an event adds to the answer; empty for most. */
    String text(LoggedEvent event);

    /** @param data a JSON object */
    record Written(String name, String data) {}
}
