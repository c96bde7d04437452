package dev.quern.retrieval.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Distance;
import dev.quern.protocol.retrieval.v1.FieldType;
import dev.quern.protocol.retrieval.v1.IndexProfile;
import dev.quern.protocol.retrieval.v1.MetadataField;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionState;
import dev.quern.retrieval.NewCollection;
import java.util.HashMap;
import java.util.Map;

/** Collections as messages, and those that somebody wants. */
final class CollectionMessages {
    private CollectionMessages() {}

    static Collection collection(dev.quern.retrieval.Collection collection) {
        Collection.Builder message = Collection.newBuilder()
                .setName(collection.id().name())
                .setEmbeddingModel(collection.settings().embeddingModel())
                .setDimensions(collection.settings().dimensions())
                .setDistance(
                        switch (collection.settings().distance()) {
                            case COSINE -> Distance.DISTANCE_COSINE;
                            case DOT -> Distance.DISTANCE_DOT;
                            case EUCLIDEAN -> Distance.DISTANCE_EUCLIDEAN;
                        })
                .setProfile(
                        switch (collection.settings().profile()) {
                            case AUTOMATIC -> IndexProfile.INDEX_PROFILE_AUTOMATIC;
                            case EXACT -> IndexProfile.INDEX_PROFILE_EXACT;
                            case HNSW -> IndexProfile.INDEX_PROFILE_HNSW;
                            case MEMORY_CONSTRAINED -> IndexProfile.INDEX_PROFILE_MEMORY_CONSTRAINED;
                        })
                .setVersion(collection.version())
                .setDocuments(collection.documents())
                .setPassages(collection.passages())
                .setBytes(collection.bytes())
                .addAllRemarks(collection.remarks())
                .setCreatedAt(Messages.timestamp(collection.createdAt()));
        collection
                .settings()
                .fields()
                .forEach((name, type) -> message.addFields(
                        MetadataField.newBuilder().setName(name).setType(fieldType(type))));
        return message.build();
    }

    static Collection brief(CollectionId id, CollectionState state) {
        return Collection.newBuilder()
                .setName(id.name())
                .setEmbeddingModel(state.settings().embeddingModel())
                .setDimensions(state.settings().dimensions())
                .setVersion(state.version())
                .build();
    }

    static NewCollection newCollection(String tenant, Collection message) {
        if (message.hasChunking()) {
            throw QuernException.invalid("chunking", "Every collection is cut in the configured way so far.");
        }
        if (message.getDimensions() != 0) {
            throw QuernException.invalid("dimensions", "The embedding model decides how many dimensions there are.");
        }
        return new NewCollection(
                new CollectionId(tenant, message.getName()),
                message.getEmbeddingModel(),
                distance(message),
                profile(message),
                fields(message));
    }

    private static dev.quern.retrieval.Distance distance(Collection message) {
        return switch (message.getDistance()) {
            case DISTANCE_UNSPECIFIED, DISTANCE_COSINE -> dev.quern.retrieval.Distance.COSINE;
            case DISTANCE_DOT -> dev.quern.retrieval.Distance.DOT;
            case DISTANCE_EUCLIDEAN -> dev.quern.retrieval.Distance.EUCLIDEAN;
            case UNRECOGNIZED -> throw QuernException.invalid("distance", "`distance` is cosine, dot or euclidean.");
        };
    }

    private static dev.quern.retrieval.IndexProfile profile(Collection message) {
        return switch (message.getProfile()) {
            case INDEX_PROFILE_UNSPECIFIED, INDEX_PROFILE_AUTOMATIC -> dev.quern.retrieval.IndexProfile.AUTOMATIC;
            case INDEX_PROFILE_EXACT -> dev.quern.retrieval.IndexProfile.EXACT;
            case INDEX_PROFILE_HNSW -> dev.quern.retrieval.IndexProfile.HNSW;
            case INDEX_PROFILE_MEMORY_CONSTRAINED -> dev.quern.retrieval.IndexProfile.MEMORY_CONSTRAINED;
            case UNRECOGNIZED ->
                throw QuernException.invalid("profile", "`profile` is automatic, exact, hnsw or memory_constrained.");
        };
    }

    private static Map<String, dev.quern.retrieval.FieldType> fields(Collection message) {
        Map<String, dev.quern.retrieval.FieldType> fields = new HashMap<>();
        for (MetadataField field : message.getFieldsList()) {
            dev.quern.retrieval.FieldType type = switch (field.getType()) {
                case FIELD_TYPE_TEXT -> dev.quern.retrieval.FieldType.TEXT;
                case FIELD_TYPE_NUMBER -> dev.quern.retrieval.FieldType.NUMBER;
                case FIELD_TYPE_BOOLEAN -> dev.quern.retrieval.FieldType.BOOLEAN;
                case FIELD_TYPE_TIME -> dev.quern.retrieval.FieldType.TIME;
                case FIELD_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                    throw QuernException.invalid("fields", "A field is text, number, boolean or time.");
            };
            if (fields.put(field.getName(), type) != null) {
                throw QuernException.invalid("fields", "A field is declared once.");
            }
        }
        return fields;
    }

    private static FieldType fieldType(dev.quern.retrieval.FieldType type) {
        return switch (type) {
            case TEXT -> FieldType.FIELD_TYPE_TEXT;
            case NUMBER -> FieldType.FIELD_TYPE_NUMBER;
            case BOOLEAN -> FieldType.FIELD_TYPE_BOOLEAN;
            case TIME -> FieldType.FIELD_TYPE_TIME;
        };
    }
}
