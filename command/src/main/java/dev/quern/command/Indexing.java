package dev.quern.command;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Waits until documents are indexed. A server indexes them in about the order in which it took them, so only the oldest
 * few are asked for, the less often the longer nothing happens.
 */
final class Indexing {
    private static final int MOST_UNFINISHED = 8;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final DocumentServer server;
    private final Journal journal;
    private final Retries retries;
    private final Tally tally;
    private final Time time;

    Indexing(DocumentServer server, Journal journal, Retries retries, Tally tally, Time time) {
        this.server = server;
        this.journal = journal;
        this.retries = retries;
        this.tally = tally;
        this.time = time;
    }

    /** Of all that the journal says are on their way. */
    void await() throws InterruptedException, IOException {
        Deque<String> waiting = new ArrayDeque<>();
        journal.entries()
                .filter(entry -> !entry.state().isOver())
                .map(JournalEntry::name)
                .forEach(waiting::add);
        Duration pause = SHORTEST_PAUSE;
        while (!waiting.isEmpty()) {
            if (round(waiting)) {
                pause = SHORTEST_PAUSE;
            } else {
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
            }
            if (!waiting.isEmpty()) {
                time.sleep(pause);
            }
        }
    }

    /** @return whether any is over */
    private boolean round(Deque<String> waiting) throws InterruptedException, IOException {
        Deque<String> unfinished = new ArrayDeque<>();
        boolean moved = false;
        while (!waiting.isEmpty() && unfinished.size() < MOST_UNFINISHED) {
            String name = waiting.remove();
            if (isOver(name)) {
                moved = true;
            } else {
                unfinished.add(name);
            }
        }
        while (!unfinished.isEmpty()) {
            waiting.addFirst(unfinished.removeLast());
        }
        return moved;
    }

    private boolean isOver(String name) throws InterruptedException, IOException {
        JournalEntry entry = journal.entry(name).orElseThrow();
        Optional<DocumentServer.Status> status;
        try {
            status = retries.call(() -> server.status(entry.documentId()));
        } catch (RefusedException e) {
            failed(entry, Reasons.of(e));
            return true;
        }
        if (status.isEmpty()) {
            journal.forget(name);
            failed(entry, "The document was deleted on the server before it was indexed.");
            return true;
        }
        DocumentState state = status.get().state();
        if (!state.isOver()) {
            return false;
        }
        journal.record(entry.in(state));
        if (state == DocumentState.READY) {
            tally.count(Tally.Outcome.READY);
        } else {
            failed(entry, status.get().reason());
        }
        return true;
    }

    private void failed(JournalEntry entry, String reason) {
        tally.failed(new Failure(
                entry.path(),
                entry.documentId(),
                Failure.Kind.FAILED,
                reason.isBlank() ? "The server gave no reason." : reason));
    }
}
