package dev.quern.gateway.grpc;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.quern.gateway.FieldValue;
import java.util.HashMap;
import java.util.Map;

/** Values of fields as messages and back. */
final class FieldValues {
    private FieldValues() {}

    static Value value(FieldValue value) {
        Value.Builder message = Value.newBuilder();
        return switch (value) {
            case FieldValue.Text text -> message.setStringValue(text.value()).build();
            case FieldValue.Numeric number ->
                message.setNumberValue(number.value()).build();
            case FieldValue.Flag flag -> message.setBoolValue(flag.value()).build();
        };
    }

    static Struct metadata(Map<String, FieldValue> metadata) {
        Struct.Builder message = Struct.newBuilder();
        metadata.forEach((name, value) -> message.putFields(name, value(value)));
        return message.build();
    }

    static Map<String, FieldValue> metadata(Struct message) {
        Map<String, FieldValue> metadata = new HashMap<>();
        message.getFieldsMap().forEach((name, value) -> {
            switch (value.getKindCase()) {
                case STRING_VALUE -> metadata.put(name, new FieldValue.Text(value.getStringValue()));
                case NUMBER_VALUE -> metadata.put(name, new FieldValue.Numeric(value.getNumberValue()));
                case BOOL_VALUE -> metadata.put(name, new FieldValue.Flag(value.getBoolValue()));
                case NULL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> {
                    // Of a newer retrieval-service, which an older gateway can do without.
                }
            }
        });
        return metadata;
    }
}
