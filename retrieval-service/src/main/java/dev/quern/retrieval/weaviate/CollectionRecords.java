package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Ulids;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.FilterOperand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of all collections. One that is marked as deleted is there only to be tidied up after. */
final class CollectionRecords {
    private static final String DELETED = "deleted";
    private static final String YES = "yes";

    private final WeaviateObjects objects;

    CollectionRecords(WeaviateConnection connection) {
        objects = WeaviateObjects.withoutTenants(connection, Schema.COLLECTIONS);
    }

    Optional<CollectionRecord> get(CollectionId id) {
        return objects.get(ObjectIds.of(id))
                .filter(fields -> !isDeleted(fields))
                .map(CollectionRecord::from);
    }

    CollectionRecord require(CollectionId id) {
        return get(id).orElseThrow(() ->
                QuernException.notFound("collection", "There is no collection `%s`.".formatted(id.name())));
    }

    /** A tenant's. */
    List<CollectionRecord> of(String tenant) {
        return objects.find(Filter.property("owner").eq(ObjectIds.owner(tenant))).stream()
                .filter(fields -> !isDeleted(fields))
                .map(CollectionRecord::from)
                .toList();
    }

    void addIfAbsent(CollectionRecord record) {
        objects.putIfAbsent(ObjectIds.of(record.id()), record.properties());
    }

    /** Says for good that this incarnation is over. */
    void bury(CollectionRecord record) {
        objects.put(
                ObjectIds.ofGrave(record.id(), record.incarnation()),
                Map.of("owner", ObjectIds.graves(record.id()), "incarnation", record.incarnation()));
    }

    boolean isBuried(CollectionRecord record) {
        return objects.get(ObjectIds.ofGrave(record.id(), record.incarnation())).isPresent();
    }

    /** The number of the incarnation that comes after all that are over. */
    int nextIncarnation(CollectionId id) {
        return objects.find(Filter.property("owner").eq(ObjectIds.graves(id))).stream()
                .map(fields -> fields.text("incarnation"))
                // Once they were no numbers.
                .mapToInt(incarnation -> incarnation.matches("\\d{1,9}") ? Integer.parseInt(incarnation) + 1 : 1)
                .max()
                .orElse(1);
    }

    /** From the first moment on the collection is no more. */
    void markDeleted(CollectionRecord record) {
        objects.merge(ObjectIds.of(record.id()), Map.of(DELETED, YES));
    }

    List<CollectionRecord> deleted() {
        return objects.find(Filter.property(DELETED).eq(YES)).stream()
                .map(CollectionRecord::from)
                .toList();
    }

    Optional<CollectionRecord> deleted(CollectionId id) {
        return objects.get(ObjectIds.of(id))
                .filter(CollectionRecords::isDeleted)
                .map(CollectionRecord::from);
    }

    /** Leaves a collection alone that was made in the deleted one's place. */
    void removeDeleted(CollectionRecord record) {
        List<FilterOperand> conditions = new ArrayList<>();
        conditions.add(Filter.uuid().eq(ObjectIds.of(record.id()).toString()));
        conditions.add(Filter.property(DELETED).eq(YES));
        if (!record.incarnation().isEmpty()) {
            conditions.add(Filter.property("incarnation").eq(record.incarnation()));
        }
        objects.remove(Filter.and(conditions));
    }

    /** Tells whoever remembers results of the collection that they are out of date. */
    String renewVersion(CollectionId id) {
        String version = Ulids.next();
        objects.merge(ObjectIds.of(id), Map.of("version", version));
        return version;
    }

    private static boolean isDeleted(Fields fields) {
        return fields.text(DELETED).equals(YES);
    }
}
