package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import java.time.Instant;
import java.util.Map;

/** Something begun with one generation of a document that must be brought to an end, also by another process. */
record Work(DocumentId document, Kind kind, String generation, Instant since) {

    /** What was begun. */
    enum Kind {
        INDEX,
        DELETE
    }

    static Work begun(DocumentId document, Kind kind, String generation) {
        return new Work(document, kind, generation, Instant.now());
    }

    static Work from(Fields fields) {
        CollectionId collection = new CollectionId(fields.text("tenant"), fields.text("collection"));
        return new Work(
                new DocumentId(collection, fields.text("document")),
                Kind.valueOf(fields.text("kind")),
                fields.text("generation"),
                fields.instant("since"));
    }

    String objectId() {
        return ObjectIds.ofWork(document, kind.name(), generation).toString();
    }

    Map<String, Object> properties() {
        return Map.of(
                "tenant", document.collection().tenant(),
                "collection", document.collection().name(),
                "document", document.name(),
                "kind", kind.name(),
                "generation", generation,
                "since", since.toString());
    }
}
