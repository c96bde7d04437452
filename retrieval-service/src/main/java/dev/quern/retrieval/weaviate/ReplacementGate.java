package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import java.time.Duration;
import java.util.Optional;

/** Keeps those waiting who would change a collection while a successor takes its place. */
final class ReplacementGate {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final CollectionRecords records;

    ReplacementGate(CollectionRecords records) {
        this.records = records;
    }

    /** The collection when nothing is about to take its place; fails when that takes too long. */
    Optional<CollectionRecord> pass(CollectionId id) {
        long begun = System.nanoTime();
        while (true) {
            Optional<CollectionRecord> record = records.get(id);
            if (record.filter(found -> found.sign().isUp()).isEmpty()) {
                return record;
            }
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw WeaviateErrors.unavailable(
                        "The collection `%s` is just being replaced by what was rebuilt. Try again in a moment."
                                .formatted(id.name()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            throw WeaviateErrors.cancelled(gone);
        }
    }
}
