package dev.quern.embedding;

import dev.quern.protocol.Priority;
import java.util.List;
import java.util.Optional;

/**
 * What waits, by urgency. The most urgent lane that holds anything is next; a lane that was passed over often enough while
 * it held something has one turn, so that it is slow and never stands still: of nine batches at most one is less urgent
 * than what waits. Not safe for use by several threads.
 */
final class Lanes {
    private static final int MOST_PASSED_OVER = 8;

    private final List<Turns> mostUrgentFirst =
            List.of(new Turns(Priority.EMERGENCY), new Turns(Priority.INTERACTIVE), new Turns(Priority.BATCH));

    private static final class Turns {
        private final Priority priority;
        private final Lane lane = new Lane();
        private int passedOver;

        Turns(Priority priority) {
            this.priority = priority;
        }
    }

    Lane of(Priority priority) {
        return mostUrgentFirst.stream()
                .filter(turns -> turns.priority == priority)
                .findFirst()
                .orElseThrow()
                .lane;
    }

    /** The lane whose turn it is; empty when nothing waits. */
    Optional<Lane> next() {
        List<Turns> waiting =
                mostUrgentFirst.stream().filter(turns -> !turns.lane.isEmpty()).toList();
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Turns next = waiting.stream()
                .filter(turns -> turns.passedOver >= MOST_PASSED_OVER)
                .findFirst()
                .orElseGet(waiting::getFirst);
        mostUrgentFirst.forEach(turns -> turns.passedOver = turns.lane.isEmpty() ? 0 : turns.passedOver + 1);
        next.passedOver = 0;
        return Optional.of(next.lane);
    }

    int size() {
        return mostUrgentFirst.stream().mapToInt(turns -> turns.lane.size()).sum();
    }
}
