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
import java.util.Map;
import java.util.stream.Collectors;

/** Collections as messages and back. */
final class CollectionMessages {
    private CollectionMessages() {}

    static Collection wanted(NewCollection wanted) {
        Collection.Builder message = Collection.newBuilder()
                .setName(wanted.name())
                .setEmbeddingModel(wanted.embeddingModel())
                .setDistance(
                        switch (wanted.distance()) {
                            case COSINE -> Distance.DISTANCE_COSINE;
                            case DOT -> Distance.DISTANCE_DOT;
                            case EUCLIDEAN -> Distance.DISTANCE_EUCLIDEAN;
                        })
                .setProfile(
                        switch (wanted.profile()) {
                            case AUTOMATIC -> IndexProfile.INDEX_PROFILE_AUTOMATIC;
                            case EXACT -> IndexProfile.INDEX_PROFILE_EXACT;
                            case HNSW -> IndexProfile.INDEX_PROFILE_HNSW;
                            case MEMORY_CONSTRAINED -> IndexProfile.INDEX_PROFILE_MEMORY_CONSTRAINED;
                        });
        wanted.fields()
                .forEach((name, type) -> message.addFields(
                        MetadataField.newBuilder().setName(name).setType(fieldType(type))));
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
                GrpcDocuments.instant(message.getCreatedAt()),
                message.getRemarksList());
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

    private static Catalogue.Profile profile(IndexProfile profile) {
        return switch (profile) {
            case INDEX_PROFILE_AUTOMATIC -> Catalogue.Profile.AUTOMATIC;
            case INDEX_PROFILE_EXACT -> Catalogue.Profile.EXACT;
            case INDEX_PROFILE_HNSW -> Catalogue.Profile.HNSW;
            case INDEX_PROFILE_MEMORY_CONSTRAINED -> Catalogue.Profile.MEMORY_CONSTRAINED;
            case INDEX_PROFILE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("a profile");
        };
    }

    private static QuernException unknown(String what) {
        return new QuernException(ErrorCode.INTERNAL, "retrieval-service named " + what + " that is not known here.")
                .withService("retrieval-service");
    }
}
