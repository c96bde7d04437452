package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.DocumentId;
import io.weaviate.client6.v1.api.collections.query.Filter;
import java.util.List;

/** The unfinished work of all tenants, so that nobody has to look through the tenants for it. */
final class WorkList {
    private final WeaviateObjects objects;

    WorkList(WeaviateConnection connection) {
        objects = WeaviateObjects.withoutTenants(connection, Schema.WORK);
    }

    void begin(DocumentId document, Work.Kind kind, List<String> generations) {
        for (String generation : generations) {
            objects.put(
                    ObjectIds.ofWork(document, kind.name(), generation),
                    Work.begun(document, kind, generation).properties());
        }
    }

    void end(DocumentId document, Work.Kind kind, List<String> generations) {
        if (generations.isEmpty()) {
            return;
        }
        objects.remove(Filter.uuid()
                .containsAny(generations.stream()
                        .map(generation -> ObjectIds.ofWork(document, kind.name(), generation)
                                .toString())
                        .toArray(String[]::new)));
    }

    List<Work> all() {
        return objects.all().stream().map(Work::from).toList();
    }
}
