package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The unfinished work of all tenants, so that nobody has to look through the tenants for it. */
final class WorkList {
    private static final Logger LOG = Logger.getLogger(WorkList.class);

    private final WeaviateObjects objects;

    WorkList(WeaviateConnection connection) {
        objects = WeaviateObjects.withoutTenants(connection, Schema.WORK);
    }

    void begin(DocumentId document, Work.Kind kind, List<String> generations) {
        begin(generations.stream()
                .map(generation -> Work.begun(document, kind, generation))
                .toList());
    }

    void begin(List<Work> items) {
        objects.put(items.stream()
                .map(item -> WeaviateObjects.object(item.objectId(), item.properties()))
                .toList());
    }

    void end(DocumentId document, Work.Kind kind, List<String> generations) {
        remove(generations.stream()
                .map(generation ->
                        ObjectIds.ofWork(document, kind.name(), generation).toString())
                .toList());
    }

    void end(List<Work> items) {
        remove(items.stream().map(item -> item.objectId().toString()).toList());
    }

    List<Work> of(CollectionId collection) {
        return all().stream()
                .filter(item -> item.document().collection().equals(collection))
                .toList();
    }

    /** Of the collection and of its successor. */
    List<Work> ofBoth(CollectionId collection) {
        return all().stream()
                .filter(item -> item.document().collection().asItself().equals(collection))
                .toList();
    }

    List<Work> all() {
        return objects.all().stream().flatMap(fields -> read(fields).stream()).toList();
    }

    /** What is not understood is left alone: it may be of a newer Quern. */
    private static Optional<Work> read(Fields fields) {
        try {
            return Optional.of(Work.from(fields));
        } catch (RuntimeException malformed) {
            LOG.warnf(malformed, "an unfinished piece of work is not understood: %s", fields.properties());
            return Optional.empty();
        }
    }

    private void remove(List<String> ids) {
        if (!ids.isEmpty()) {
            objects.remove(ids);
        }
    }
}
