package dev.quern.gateway.mcp;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkiverse.mcp.server.OutputSchemaGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;

/** Schemas of what tools give, from the records and their annotations for JSON: with the names that are sent. */
@ApplicationScoped
public class JsonSchemas implements OutputSchemaGenerator {
    private final JsonMapper json = new JsonMapper();

    @Override
    public Object generate(Class<?> from) {
        return schema(json.constructType(from));
    }

    private Map<String, Object> schema(JavaType type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (type.isCollectionLikeType()) {
            schema.put("type", "array");
            schema.put("items", schema(type.getContentType()));
        } else if (type.isRecordType()) {
            schema.put("type", "object");
            schema.put("properties", properties(type));
        } else {
            schema.put("type", simple(type.getRawClass()));
        }
        return schema;
    }

    private Map<String, Object> properties(JavaType record) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (BeanPropertyDefinition property :
                json.getSerializationConfig().introspect(record).findProperties()) {
            Map<String, Object> schema = schema(property.getPrimaryType());
            String description = property.getMetadata().getDescription();
            if (description != null) {
                schema.put("description", description);
            }
            properties.put(property.getName(), schema);
        }
        return properties;
    }

    private static String simple(Class<?> type) {
        if (type == String.class) {
            return "string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == float.class || type == double.class || type == Float.class || type == Double.class) {
            return "number";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "integer";
        }
        throw new IllegalArgumentException(type + " is nothing that a tool gives");
    }
}
