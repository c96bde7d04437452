package dev.quern.gateway.grpc;

import dev.quern.gateway.Catalogue;
import dev.quern.gateway.Catalogue.NewCollection;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Distance;
import dev.quern.protocol.retrieval.v1.FieldType;
import dev.quern.protocol.retrieval.v1.IndexProfile;
import dev.quern.protocol.retrieval.v1.MetadataField;
import dev.quern.protocol.retrieval.v1.Rebuild;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Collections as messages and back. */
final class CollectionMessages {
    private CollectionMessages() {}

    static Collection wanted(NewCollection wanted) {
        Collection.Builder message = Collection.newBuilder()
                .setName(wanted.name())
                .setEmbeddingModel(wanted.embeddingModel())
                .setDistance(distance(wanted.distance()))
                .setProfile(profile(wanted.profile()));
        wanted.chunking().ifPresent(chunking -> message.setChunking(ChunkingMessages.chunking(chunking)));
        wanted.fields()
                .forEach((name, type) -> message.addFields(
                        MetadataField.newBuilder().setName(name).setType(fieldType(type))));
        return message.build();
    }

    /** Fields that nobody wants different are left out. */
    static Collection changes(Catalogue.Changes changes) {
        Collection.Builder message = Collection.newBuilder();
        changes.embeddingModel().ifPresent(message::setEmbeddingModel);
        changes.distance().map(CollectionMessages::distance).ifPresent(message::setDistance);
        changes.profile().map(CollectionMessages::profile).ifPresent(message::setProfile);
        changes.chunking().map(ChunkingMessages::chunking).ifPresent(message::setChunking);
        return message.build();
    }

    static Catalogue.Collection collection(Collection message) {
        Map<String, Catalogue.FieldType> fields = message.getFieldsList().stream()
                .collect(Collectors.toMap(MetadataField::getName, field -> fieldType(field.getType())));
        return new Catalogue.Collection(
                message.getName(),
                message.getEmbeddingModel(),
                message.getDimensions(),
                distance(message.getDistance()),
                profile(message.getProfile()),
                fields,
                message.getVersion(),
                message.getDocuments(),
                message.getPassages(),
                message.getBytes(),
                DocumentMessages.instant(message.getCreatedAt()),
                message.getRemarksList(),
                ChunkingMessages.chunking(message),
                message.hasRebuild() ? Optional.of(rebuild(message.getRebuild())) : Optional.empty());
    }

    private static Catalogue.Rebuild rebuild(Rebuild message) {
        Collection settings = message.getSettings();
        return new Catalogue.Rebuild(
                settings.getEmbeddingModel(),
                distance(settings.getDistance()),
                profile(settings.getProfile()),
                ChunkingMessages.chunking(settings),
                message.getDocumentsDone(),
                message.getDocumentsTotal(),
                message.getDocumentsFailed(),
                DocumentMessages.instant(message.getStartedAt()));
    }

    private static FieldType fieldType(Catalogue.FieldType type) {
        return switch (type) {
            case TEXT -> FieldType.FIELD_TYPE_TEXT;
            case NUMBER -> FieldType.FIELD_TYPE_NUMBER;
            case BOOLEAN -> FieldType.FIELD_TYPE_BOOLEAN;
            case TIME -> FieldType.FIELD_TYPE_TIME;
        };
    }

    private static Catalogue.FieldType fieldType(FieldType type) {
        return switch (type) {
            case FIELD_TYPE_TEXT -> Catalogue.FieldType.TEXT;
            case FIELD_TYPE_NUMBER -> Catalogue.FieldType.NUMBER;
            case FIELD_TYPE_BOOLEAN -> Catalogue.FieldType.BOOLEAN;
            case FIELD_TYPE_TIME -> Catalogue.FieldType.TIME;
            case FIELD_TYPE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("a type of field");
        };
    }

    private static Catalogue.Distance distance(Distance distance) {
        return switch (distance) {
            case DISTANCE_COSINE -> Catalogue.Distance.COSINE;
            case DISTANCE_DOT -> Catalogue.Distance.DOT;
            case DISTANCE_EUCLIDEAN -> Catalogue.Distance.EUCLIDEAN;
            case DISTANCE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("a distance");
        };
    }

    private static Distance distance(Catalogue.Distance distance) {
        return switch (distance) {
            case COSINE -> Distance.DISTANCE_COSINE;
            case DOT -> Distance.DISTANCE_DOT;
            case EUCLIDEAN -> Distance.DISTANCE_EUCLIDEAN;
        };
    }

    private static IndexProfile profile(Catalogue.Profile profile) {
        return switch (profile) {
            case AUTOMATIC -> IndexProfile.INDEX_PROFILE_AUTOMATIC;
            case EXACT -> IndexProfile.INDEX_PROFILE_EXACT;
            case HNSW -> IndexProfile.INDEX_PROFILE_HNSW;
            case MEMORY_CONSTRAINED -> IndexProfile.INDEX_PROFILE_MEMORY_CONSTRAINED;
        };
    }

    private static Catalogue.Profile profile(IndexProfile profile) {
        return switch (profile) {
            case INDEX_PROFILE_AUTOMATIC -> Catalogue.Profile.AUTOMATIC;
            case INDEX_PROFILE_EXACT -> Catalogue.Profile.EXACT;
            case INDEX_PROFILE_HNSW -> Catalogue.Profile.HNSW;
            case INDEX_PROFILE_MEMORY_CONSTRAINED -> Catalogue.Profile.MEMORY_CONSTRAINED;
            case INDEX_PROFILE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("a profile");
        };
    }

    static QuernException unknown(String what) {
        return new QuernException(ErrorCode.INTERNAL, "retrieval-service named " + what + " that is not known here.")
                .withService("retrieval-service");
    }
}
