package dev.quern.retrieval.weaviate;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Ulids;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.FilterOperand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The records of all collections. One that is marked as deleted is there only to be tidied up after. */
final class CollectionRecords {
    private static final String DELETED = "deleted";
    private static final String YES = "yes";

    private final WeaviateObjects objects;

    CollectionRecords(WeaviateConnection connection) {
        objects = WeaviateObjects.withoutTenants(connection, Schema.COLLECTIONS);
    }

    /**
     * A successor is one for as long as its collection is there and of an earlier incarnation: it is none any more from
     * the moment on in which it took the collection's place, or the collection was deleted.
     */
    Optional<CollectionRecord> get(CollectionId id) {
        Optional<CollectionRecord> found = objects.get(ObjectIds.of(id))
                .filter(fields -> !isDeleted(fields))
                .map(CollectionRecord::from);
        return id.successor() ? found.filter(this::isToCome) : found;
    }

    private boolean isToCome(CollectionRecord successor) {
        return get(successor.id().asItself())
                .filter(now -> Incarnations.isLater(successor.incarnation(), now.incarnation()))
                .isPresent();
    }

    /** The record of the collection's successor, even if it is none any more. */
    Optional<SuccessorRecord> successor(CollectionId id) {
        return objects.get(ObjectIds.of(id.asSuccessor())).map(SuccessorRecord::from);
    }

    /** Of all tenants. */
    List<SuccessorRecord> successors() {
        return objects.find(Filter.property("owner").eq(ObjectIds.ownerOfSuccessors())).stream()
                .map(SuccessorRecord::from)
                .toList();
    }

    /** So that what the successor replaces is removed some time, whoever dies. */
    void noteReplaced(SuccessorRecord successor) {
        objects.merge(
                ObjectIds.of(successor.record().id()),
                Map.of("replaces", successor.replaced().orElseThrow().write()));
    }

    /** Removes the record of a successor that is none any more. */
    void remove(SuccessorRecord successor) {
        CollectionRecord record = successor.record();
        objects.remove(Filter.and(
                Filter.uuid().eq(ObjectIds.of(record.id()).toString()),
                Filter.property("incarnation").eq(record.incarnation())));
    }

    void write(CollectionId id, Sign sign) {
        objects.merge(ObjectIds.of(id), Map.of("replacing", sign.write()));
    }

    /**
     * Makes what is the successor's the collection's, in one step, and takes the sign away.
     *
     * @return whether there is such a collection
     */
    boolean putInPlace(CollectionRecord successor) {
        Map<String, Object> properties = new HashMap<>(successor.settled());
        properties.put("version", Ulids.next());
        properties.put("replacing", Sign.NONE.write());
        return objects.merge(ObjectIds.of(successor.id().asItself()), properties);
    }

    CollectionRecord require(CollectionId id) {
        return get(id).orElseThrow(() -> unknown(id));
    }

    static QuernException unknown(CollectionId id) {
        return QuernException.notFound("collection", "There is no collection `%s`.".formatted(id.name()));
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
    void bury(CollectionId id, String incarnation) {
        objects.put(
                ObjectIds.ofGrave(id, incarnation), Map.of("owner", ObjectIds.graves(id), "incarnation", incarnation));
    }

    boolean isBuried(CollectionRecord record) {
        return objects.get(ObjectIds.ofGrave(record.id(), record.incarnation())).isPresent();
    }

    /** The incarnation that comes after all that are over, and for a successor after that which is there. */
    String nextIncarnation(CollectionId id) {
        Stream<String> over = objects.find(Filter.property("owner").eq(ObjectIds.graves(id))).stream()
                .map(fields -> fields.text("incarnation"));
        Stream<String> now = id.successor() ? Stream.of(require(id.asItself()).incarnation()) : Stream.of();
        int last = Stream.concat(over, now).mapToInt(Incarnations::number).max().orElse(0);
        return Incarnations.after(last, id.successor());
    }

    /** From the first moment on the collection is no more. */
    void markDeleted(CollectionRecord record) {
        objects.merge(ObjectIds.of(record.id()), Map.of(DELETED, YES));
    }

    /** Takes it back. */
    void unmarkDeleted(CollectionRecord record) {
        objects.merge(ObjectIds.of(record.id()), Map.of(DELETED, ""));
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

    /**
     * Tells whoever remembers results of the collection that they are out of date; also when it was a successor at
     * first, and has taken the collection's place by now.
     */
    String renewVersion(CollectionRecord record) {
        String version = Ulids.next();
        Map<String, Object> renewed = Map.of("version", version);
        objects.merge(ObjectIds.of(record.id()), renewed);
        if (record.id().successor()
                && get(record.id().asItself()).filter(record::isSameAs).isPresent()) {
            objects.merge(ObjectIds.of(record.id().asItself()), renewed);
        }
        return version;
    }

    static boolean isDeleted(Fields fields) {
        return fields.text(DELETED).equals(YES);
    }
}
