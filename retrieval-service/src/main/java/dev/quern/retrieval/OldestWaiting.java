package dev.quern.retrieval;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How long the oldest document has waited to become searchable, as the last sweep saw it. Rebuilds do not count. */
final class OldestWaiting {
    private final DocumentStore store;
    private volatile Optional<Document> oldest = Optional.empty();

    OldestWaiting(DocumentStore store, MeterRegistry meters) {
        this.store = store;
        Gauge.builder("quern.retrieval.documents.oldest.age", this, OldestWaiting::seconds)
                .baseUnit("seconds")
                .register(meters);
    }

    void swept(List<DocumentId> unfinished) {
        oldest = unfinished.stream()
                .filter(id -> !id.collection().successor())
                .findFirst()
                .flatMap(store::document);
    }

    void done(DocumentId id) {
        if (oldest.filter(document -> document.id().equals(id)).isPresent()) {
            oldest = Optional.empty();
        }
    }

    private double seconds() {
        return oldest.map(document -> Duration.between(Ulids.time(document.generation()), Instant.now()))
                .map(age -> Math.max(0, age.toMillis() / 1000.0))
                .orElse(0.0);
    }
}
