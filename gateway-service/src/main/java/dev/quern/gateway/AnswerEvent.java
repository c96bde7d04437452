package dev.quern.gateway;

import java.util.List;

/** What happens while a question is answered, in this order: statuses, sources, chunks (the last is final), metadata. */
public sealed interface AnswerEvent {

    /** The stage that has begun. */
    record Status(String stage) implements AnswerEvent {}

    record Sources(List<Source> sources) implements AnswerEvent {}

    record ResponseChunk(String text, boolean isFinal) implements AnswerEvent {}

    record Metadata(Answer answer, AnswerMetadata metadata) implements AnswerEvent {}

    /** Takes events as they happen; may wait for a slow reader. */
    @FunctionalInterface
    interface Listener {
        void on(AnswerEvent event) throws InterruptedException;

        /** Whether parts of the text are shown as they come, and cannot be taken back. */
        default boolean showsParts() {
            return true;
        }

        /** What kind of work the answer is, as far as is known before its first word; the last time counts. */
        default void turnsOut(WorkKind kind) {}
    }
}
