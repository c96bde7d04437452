package dev.quern.gateway;

import java.util.List;
import java.util.Optional;

/**
 * What has been told of answers that can be resumed, for a while after it was last added to. An answer is held by the
 * replica that makes it, until it has not said for the time of a lease that it still does; one that nobody holds may be
 * taken over. Failures to reach the log are {@code SERVICE_UNAVAILABLE}.
 */
public interface AnswerLog {

    /** Whether other replicas can read it. */
    boolean isShared();

    /** Begins one, held by {@code holder}. */
    void open(String id, Opening opening, String holder) throws InterruptedException;

    /**
     * Adds an event, whose number is higher than all before, and holds on. False, and nothing is added, when somebody
     * else holds it or went on with it; fails with {@code NOT_FOUND} when there is no such log any more.
     */
    boolean append(String id, LoggedEvent event, String holder) throws InterruptedException;

    /** Holds on without an event; otherwise as {@link #append}. */
    boolean renew(String id, String holder) throws InterruptedException;

    /** Whoever wants may take it over at once. */
    void release(String id, String holder) throws InterruptedException;

    /** Whether {@code holder} holds it now, because nobody else did. */
    boolean take(String id, String holder) throws InterruptedException;

    /** What came after an event; empty when there is no such log. */
    Optional<Excerpt> read(String id, long after) throws InterruptedException;

    /**
     * Whose answer it is, and what is needed to make it again.
     *
     * @param question as it was asked
     */
    record Opening(String tenant, String subject, String question) {
        static Opening of(Caller caller, String question) {
            return new Opening(caller.tenant(), caller.subject(), question);
        }

        boolean isOf(Caller caller) {
            return tenant.equals(caller.tenant()) && subject.equals(caller.subject());
        }

        /** About what it takes up, in bytes. */
        int size() {
            return 1024 + question.length();
        }
    }

    /**
     * @param ended whether the last event of the answer was added
     * @param held whether somebody makes the answer
     */
    record Excerpt(Opening opening, List<LoggedEvent> events, boolean ended, boolean held) {
        public Excerpt {
            events = List.copyOf(events);
        }
    }
}
