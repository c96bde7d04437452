package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import java.time.Instant;
import java.util.Map;

/** A collection as it is stored; everything but the version stays as it was made. */
record CollectionRecord(CollectionId id, CollectionSettings settings, String version, Instant createdAt) {

    static CollectionRecord from(CollectionId id, Fields fields) {
        return new CollectionRecord(
                id,
                new CollectionSettings(fields.text("embeddingModel"), Math.toIntExact(fields.number("dimensions"))),
                fields.text("version"),
                fields.instant("createdAt"));
    }

    Map<String, Object> properties() {
        return Map.of(
                "tenant", id.tenant(),
                "name", id.name(),
                "embeddingModel", settings.embeddingModel(),
                "dimensions", settings.dimensions(),
                "version", version,
                "createdAt", createdAt.toString());
    }

    CollectionRecord withVersion(String newVersion) {
        return new CollectionRecord(id, settings, newVersion, createdAt);
    }
}
