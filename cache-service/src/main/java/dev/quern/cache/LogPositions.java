package dev.quern.cache;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers the position in the log as long as the values of the disk level live, so that a replica that starts again
 * learns what was invalidated meanwhile. Never throws.
 */
public interface LogPositions {
    /** Of a replica without a disk: nothing outlives it. */
    static LogPositions inMemory() {
        AtomicReference<Optional<LogPosition>> kept = new AtomicReference<>(Optional.empty());
        return new LogPositions() {
            @Override
            public Optional<LogPosition> load() {
                return kept.get();
            }

            @Override
            public void store(LogPosition position) {
                kept.set(Optional.of(position));
            }
        };
    }

    /** One that was stored; empty when there is none, or none that can be read whole. An older one does no harm. */
    Optional<LogPosition> load();

    /** The disk level has done everything up to there. When it cannot be stored, the one before stays. */
    void store(LogPosition position);
}
