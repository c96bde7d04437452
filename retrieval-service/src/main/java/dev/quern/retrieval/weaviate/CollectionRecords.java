package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Ulids;
import java.util.Optional;

/** The records of all collections. */
final class CollectionRecords {
    private final WeaviateObjects objects;

    CollectionRecords(WeaviateConnection connection) {
        objects = WeaviateObjects.withoutTenants(connection, Schema.COLLECTIONS);
    }

    Optional<CollectionRecord> get(CollectionId id) {
        return objects.get(ObjectIds.of(id)).map(fields -> CollectionRecord.from(id, fields));
    }

    CollectionRecord require(CollectionId id) {
        return get(id).orElseThrow(() ->
                QuernException.notFound("collection", "There is no collection `%s`.".formatted(id.name())));
    }

    void addIfAbsent(CollectionRecord record) {
        objects.putIfAbsent(ObjectIds.of(record.id()), record.properties());
    }

    /** Tells whoever remembers results of the collection that they are out of date. */
    String renewVersion(CollectionRecord record) {
        String version = Ulids.next();
        objects.put(ObjectIds.of(record.id()), record.withVersion(version).properties());
        return version;
    }
}
