package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Something begun with one generation of a document that must be brought to an end, also by another process. */
record Work(DocumentId document, Kind kind, String generation, Instant since) {

    /** What was begun. */
    enum Kind {
        INDEX,
        DELETE,
        /** The chunks of another edition than the published one are to go, when nobody writes any more. */
        TIDY
    }

    private static final String YES = "yes";

    static Work begun(DocumentId document, Kind kind, String generation) {
        return new Work(document, kind, generation, Instant.now());
    }

    static Work from(Fields fields) {
        CollectionId collection = new CollectionId(
                fields.text("tenant"),
                fields.text("collection"),
                fields.text("successor").equals(YES));
        return new Work(
                new DocumentId(collection, fields.text("document")),
                Kind.valueOf(fields.text("kind")),
                fields.text("generation"),
                fields.instant("since"));
    }

    UUID objectId() {
        return ObjectIds.ofWork(document, kind.name(), generation);
    }

    /** The same, from now on, for the collection whose place the successor takes. */
    Work asItself() {
        return begun(new DocumentId(document.collection().asItself(), document.name()), kind, generation);
    }

    boolean isOlderThan(Duration age) {
        return since.plus(age).isBefore(Instant.now());
    }

    Map<String, Object> properties() {
        return Map.of(
                "tenant", document.collection().tenant(),
                "collection", document.collection().name(),
                "successor", document.collection().successor() ? YES : "",
                "document", document.name(),
                "kind", kind.name(),
                "generation", generation,
                "since", since.toString());
    }
}
