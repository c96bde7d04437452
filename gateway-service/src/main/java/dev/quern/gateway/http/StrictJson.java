package dev.quern.gateway.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import dev.quern.protocol.QuernException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads request bodies and takes nothing for something else: unknown fields, a number as text and the like are errors. */
public final class StrictJson implements BiFunction<ObjectMapper, Type, ObjectReader> {
    private static final int DEEPEST = 32;
    private static final JsonMapper STRICT = strict();

    private static JsonMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new ParameterNamesModule())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(64 * 1024 * 1024)
                        .build());
        return mapper;
    }

    /** A text that is a JSON object. */
    static Map<String, @Nullable JsonNode> object(String field, String text) {
        try {
            Map<String, @Nullable JsonNode> object = STRICT.readValue(text, new TypeReference<>() {});
            // Jackson takes the word `null` for an object too.
            if (object != null) {
                return object;
            }
        } catch (JsonProcessingException notJson) {
            // Said below.
        }
        throw QuernException.invalid(field, "`" + field + "` is a JSON object.");
    }

    /** A text that is JSON, such as a field of a form or a part of an address; whatever is wrong is said of it. */
    static <T> T read(String field, String text, Class<T> type) {
        try {
            T read = STRICT.readValue(text, type);
            if (read != null) {
                return read;
            }
        } catch (JsonProcessingException notJson) {
            // Said below.
        }
        throw QuernException.invalid(field, "`" + field + "` is not the JSON that is expected there.");
    }

    /** As the body of a request is read: whatever is wrong is said of the field that it is in. */
    static <T> T read(JsonNode object, Class<T> type) throws JsonProcessingException {
        return STRICT.treeToValue(object, type);
    }

    /** A message that is a JSON object. */
    static ObjectNode message(String text) throws JsonProcessingException {
        if (STRICT.readTree(text) instanceof ObjectNode object) {
            return object;
        }
        throw QuernException.invalid("body", "A JSON object is expected.");
    }

    /** So that it can be read again. */
    static String write(Object body) {
        try {
            return STRICT.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public ObjectReader apply(ObjectMapper mapper, Type type) {
        return STRICT.readerFor(STRICT.constructType(type));
    }
}
