package dev.quern.retrieval.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Distance;
import dev.quern.protocol.retrieval.v1.FieldType;
import dev.quern.protocol.retrieval.v1.IndexProfile;
import dev.quern.protocol.retrieval.v1.MetadataField;
import dev.quern.protocol.retrieval.v1.Rebuild;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.CollectionState;
import dev.quern.retrieval.NewCollection;
import dev.quern.retrieval.RebuildChoice;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Collections as messages, and those that somebody wants. */
final class CollectionMessages {
    private CollectionMessages() {}

    static Collection collection(dev.quern.retrieval.Collection collection) {
        return settings(collection.settings())
                .setName(collection.id().name())
                .setVersion(collection.version())
                .setDocuments(collection.documents())
                .setPassages(collection.passages())
                .setBytes(collection.bytes())
                .addAllRemarks(collection.remarks())
                .setCreatedAt(Messages.timestamp(collection.createdAt()))
                .build();
    }

    /** With its rebuild; why that does not go on is among the remarks. */
    static Collection collection(
            dev.quern.retrieval.Collection collection, Optional<dev.quern.retrieval.Rebuild> rebuild) {
        Collection.Builder message = collection(collection).toBuilder();
        rebuild.ifPresent(running -> {
            message.setRebuild(Rebuild.newBuilder()
                    .setSettings(settings(running.settings()))
                    .setDocumentsDone(running.documentsDone())
                    .setDocumentsTotal(running.documentsTotal())
                    .setDocumentsFailed(running.documentsFailed())
                    .setStartedAt(Messages.timestamp(running.startedAt())));
            running.problem().ifPresent(message::addRemarks);
        });
        return message.build();
    }

    private static Collection.Builder settings(CollectionSettings settings) {
        Collection.Builder message = Collection.newBuilder()
                .setEmbeddingModel(settings.embeddingModel())
                .setDimensions(settings.dimensions())
                .setDistance(
                        switch (settings.distance()) {
                            case COSINE -> Distance.DISTANCE_COSINE;
                            case DOT -> Distance.DISTANCE_DOT;
                            case EUCLIDEAN -> Distance.DISTANCE_EUCLIDEAN;
                        })
                .setProfile(
                        switch (settings.profile()) {
                            case AUTOMATIC -> IndexProfile.INDEX_PROFILE_AUTOMATIC;
                            case EXACT -> IndexProfile.INDEX_PROFILE_EXACT;
                            case HNSW -> IndexProfile.INDEX_PROFILE_HNSW;
                            case MEMORY_CONSTRAINED -> IndexProfile.INDEX_PROFILE_MEMORY_CONSTRAINED;
                        })
                .setChunking(ChunkingMessages.chunking(settings.chunking()));
        settings.fields()
                .forEach((name, type) -> message.addFields(
                        MetadataField.newBuilder().setName(name).setType(fieldType(type))));
        return message;
    }

    static Collection brief(CollectionId id, CollectionState state, String searchEpoch) {
        return Collection.newBuilder()
                .setName(id.name())
                .setEmbeddingModel(state.settings().embeddingModel())
                .setDimensions(state.settings().dimensions())
                .setVersion(state.version())
                .setSearchEpoch(searchEpoch)
                .build();
    }

    static NewCollection newCollection(String tenant, Collection message) {
        requireNoDimensions(message);
        return new NewCollection(
                new CollectionId(tenant, message.getName()),
                message.getEmbeddingModel(),
                distance(message).orElse(dev.quern.retrieval.Distance.COSINE),
                profile(message).orElse(dev.quern.retrieval.IndexProfile.AUTOMATIC),
                fields(message),
                ChunkingMessages.choice(message.getChunking()));
    }

    static RebuildChoice rebuildChoice(Collection message) {
        requireNoDimensions(message);
        if (message.getFieldsCount() > 0) {
            throw QuernException.invalid("fields", "A rebuild leaves the declared fields as they are.");
        }
        return new RebuildChoice(
                message.getEmbeddingModel(),
                distance(message),
                profile(message),
                ChunkingMessages.choice(message.getChunking()));
    }

    private static void requireNoDimensions(Collection message) {
        if (message.getDimensions() != 0) {
            throw QuernException.invalid("dimensions", "The embedding model decides how many dimensions there are.");
        }
    }

    private static Optional<dev.quern.retrieval.Distance> distance(Collection message) {
        return switch (message.getDistance()) {
            case DISTANCE_UNSPECIFIED -> Optional.empty();
            case DISTANCE_COSINE -> Optional.of(dev.quern.retrieval.Distance.COSINE);
            case DISTANCE_DOT -> Optional.of(dev.quern.retrieval.Distance.DOT);
            case DISTANCE_EUCLIDEAN -> Optional.of(dev.quern.retrieval.Distance.EUCLIDEAN);
            case UNRECOGNIZED -> throw QuernException.invalid("distance", "`distance` is cosine, dot or euclidean.");
        };
    }

    private static Optional<dev.quern.retrieval.IndexProfile> profile(Collection message) {
        return switch (message.getProfile()) {
            case INDEX_PROFILE_UNSPECIFIED -> Optional.empty();
            case INDEX_PROFILE_AUTOMATIC -> Optional.of(dev.quern.retrieval.IndexProfile.AUTOMATIC);
            case INDEX_PROFILE_EXACT -> Optional.of(dev.quern.retrieval.IndexProfile.EXACT);
            case INDEX_PROFILE_HNSW -> Optional.of(dev.quern.retrieval.IndexProfile.HNSW);
            case INDEX_PROFILE_MEMORY_CONSTRAINED -> Optional.of(dev.quern.retrieval.IndexProfile.MEMORY_CONSTRAINED);
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
