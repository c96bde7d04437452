package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.IndexProfile;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A collection as it is stored; everything but the version stays as it was made.
 *
 * @param incarnation tells it from collections of the same name that were deleted
 */
record CollectionRecord(
        CollectionId id, String incarnation, CollectionSettings settings, String version, Instant createdAt) {

    static CollectionRecord from(Fields fields) {
        return new CollectionRecord(
                new CollectionId(fields.text("tenant"), fields.text("name")),
                fields.text("incarnation"),
                settings(fields),
                fields.text("version"),
                fields.instant("createdAt"));
    }

    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("tenant", id.tenant());
        properties.put("name", id.name());
        properties.put("owner", ObjectIds.owner(id.tenant()));
        properties.put("incarnation", incarnation);
        properties.put("embeddingModel", settings.embeddingModel());
        properties.put("dimensions", settings.dimensions());
        properties.put("distance", settings.distance().name());
        properties.put("profile", settings.profile().name());
        properties.put("version", version);
        properties.put("createdAt", createdAt.toString());
        // The client (6.3.0) cannot read Weaviate's answer to an empty list.
        if (!settings.fields().isEmpty()) {
            properties.put("fields", writtenFields());
        }
        return properties;
    }

    String weaviateTenant() {
        return ObjectIds.tenant(id, incarnation);
    }

    private List<String> writtenFields() {
        return settings.fields().entrySet().stream()
                .map(field -> field.getValue() + ":" + field.getKey())
                .toList();
    }

    private static CollectionSettings settings(Fields fields) {
        CollectionSettings usual =
                CollectionSettings.of(fields.text("embeddingModel"), Math.toIntExact(fields.number("dimensions")));
        String distance = fields.text("distance");
        if (distance.isEmpty()) {
            return usual;
        }
        Map<String, FieldType> declared = fields.list("fields").stream()
                .map(field -> field.split(":", 2))
                .collect(Collectors.toMap(field -> field[1], field -> FieldType.valueOf(field[0])));
        return new CollectionSettings(
                usual.embeddingModel(),
                usual.dimensions(),
                Distance.valueOf(distance),
                IndexProfile.valueOf(fields.text("profile")),
                declared);
    }
}
