package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Chunking;
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
 * A collection as it is stored; everything but the version stays as it was made until a successor takes its place.
 *
 * @param incarnation tells it from collections of the same name that were deleted or replaced, and says where its objects
 *     are
 * @param sign whether a successor is about to take its place
 */
record CollectionRecord(
        CollectionId id,
        String incarnation,
        CollectionSettings settings,
        String version,
        Instant createdAt,
        Sign sign) {

    static CollectionRecord from(Fields fields) {
        return new CollectionRecord(
                new CollectionId(
                        fields.text("tenant"),
                        fields.text("name"),
                        fields.text("owner").equals(ObjectIds.ownerOfSuccessors())),
                fields.text("incarnation"),
                settings(fields),
                fields.text("version"),
                fields.instant("createdAt"),
                Sign.read(fields.text("replacing")));
    }

    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(settled());
        properties.put("tenant", id.tenant());
        properties.put("name", id.name());
        properties.put("owner", id.successor() ? ObjectIds.ownerOfSuccessors() : ObjectIds.owner(id.tenant()));
        properties.put("version", version);
        properties.put("createdAt", createdAt.toString());
        return properties;
    }

    /** What a collection takes over from its successor. */
    Map<String, Object> settled() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("incarnation", incarnation);
        properties.put("embeddingModel", settings.embeddingModel());
        properties.put("dimensions", settings.dimensions());
        properties.put("distance", settings.distance().name());
        properties.put("profile", settings.profile().name());
        properties.put("chunking", writtenChunking());
        // The client (6.3.0) cannot read Weaviate's answer to an empty list.
        properties.put("fields", settings.fields().isEmpty() ? List.of("") : writtenFields());
        return properties;
    }

    /** Whether it is the same with the same objects, whatever has happened to them. */
    boolean isSameAs(CollectionRecord other) {
        return incarnation.equals(other.incarnation);
    }

    String weaviateTenant() {
        return ObjectIds.tenant(id, incarnation);
    }

    private String writtenChunking() {
        Chunking chunking = settings.chunking();
        return "%s %d %d".formatted(chunking.method(), chunking.size(), chunking.overlap());
    }

    private static Chunking chunking(String written) {
        if (written.isEmpty()) {
            return Chunking.USUAL;
        }
        String[] parts = written.split(" ", 3);
        return new Chunking(Chunking.Method.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
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
                .filter(field -> !field.isEmpty())
                .map(field -> field.split(":", 2))
                .collect(Collectors.toMap(field -> field[1], field -> FieldType.valueOf(field[0])));
        return new CollectionSettings(
                usual.embeddingModel(),
                usual.dimensions(),
                Distance.valueOf(distance),
                IndexProfile.valueOf(fields.text("profile")),
                declared,
                chunking(fields.text("chunking")));
    }
}
