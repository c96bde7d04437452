package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Catalogue.Distance;
import dev.quern.gateway.Catalogue.FieldType;
import dev.quern.gateway.Catalogue.NewCollection;
import dev.quern.gateway.Catalogue.Profile;
import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A collection as somebody wants it. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "NewCollection")
public record NewCollectionBody(
        @Schema(required = true, pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}") @Nullable String name,

        @Schema(description = "By name, or as `name@version`; the default one when absent.") @Nullable String embeddingModel,

        @Schema(
                enumeration = {"cosine", "dot", "euclidean"},
                defaultValue = "cosine")
        @Nullable String distance,

        @Schema(
                enumeration = {"automatic", "exact", "hnsw", "memory_constrained"},
                defaultValue = "automatic",
                description = "How vectors are kept and searched; `automatic`: by the collection's size.")
        @Nullable String profile,

        @Schema(
                description =
                        "Fields of metadata that documents may have, by name (`[a-z][a-z0-9_]{0,31}`), at most 32:"
                                + " `text`, `number`, `boolean` or `time`.",
                examples = "{\"year\": \"number\"}")
        @Nullable Map<String, @Nullable String> fields,

        @Nullable ChunkingBody chunking) {
    private static final int LONGEST_MODEL = 256;
    private static final int MOST_FIELDS = 32;
    private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    NewCollection wanted() {
        return new NewCollection(
                checkedName(),
                embeddingModel == null ? "" : checkedModel(embeddingModel),
                Words.read("distance", distance, Distance.values()).orElse(Distance.COSINE),
                Words.read("profile", profile, Profile.values()).orElse(Profile.AUTOMATIC),
                fields == null ? Map.of() : declared(fields),
                Optional.ofNullable(chunking).map(ChunkingBody::wanted));
    }

    static String checkedModel(String model) {
        if (model.length() > LONGEST_MODEL) {
            throw QuernException.invalid(
                    "embedding_model", "`embedding_model` has at most " + LONGEST_MODEL + " characters.");
        }
        return model;
    }

    private String checkedName() {
        if (name == null) {
            throw QuernException.invalid("name", "`name` is missing: what the collection is called.");
        }
        try {
            return Names.requireCollection(name);
        } catch (QuernException badName) {
            throw badName.withField("name");
        }
    }

    private static Map<String, FieldType> declared(Map<String, @Nullable String> fields) {
        if (fields.size() > MOST_FIELDS) {
            throw QuernException.invalid("fields", "A collection declares at most " + MOST_FIELDS + " fields.");
        }
        Map<String, FieldType> declared = new HashMap<>();
        fields.forEach((field, word) -> {
            if (!FIELD.matcher(field).matches()) {
                throw QuernException.invalid(
                        "fields", "A field's name has 1 to 32 lower-case letters, digits and `_`, a letter first.");
            }
            String at = "fields." + field;
            declared.put(
                    field,
                    Words.read(at, word, FieldType.values())
                            .orElseThrow(() -> QuernException.invalid(
                                    at, "`" + at + "` is the field's type: text, number, boolean or time.")));
        });
        return declared;
    }
}
