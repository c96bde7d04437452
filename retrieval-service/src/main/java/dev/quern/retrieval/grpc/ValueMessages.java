package dev.quern.retrieval.grpc;

import com.google.protobuf.Struct;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Values of fields as JSON has them, and back: a time is a text there. */
final class ValueMessages {
    private static final int LONGEST_NAME = 64;

    private ValueMessages() {}

    /** Empty for whatever is no single value. */
    static Optional<Value> value(com.google.protobuf.Value message) {
        return switch (message.getKindCase()) {
            case STRING_VALUE -> Optional.of(new Value.Text(message.getStringValue()));
            case NUMBER_VALUE -> Optional.of(new Value.Numeric(message.getNumberValue()));
            case BOOL_VALUE -> Optional.of(new Value.Flag(message.getBoolValue()));
            case NULL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> Optional.empty();
        };
    }

    static com.google.protobuf.Value value(Value value) {
        com.google.protobuf.Value.Builder message = com.google.protobuf.Value.newBuilder();
        return switch (value) {
            case Value.Text text -> message.setStringValue(text.value()).build();
            case Value.Numeric number -> message.setNumberValue(number.value()).build();
            case Value.Flag flag -> message.setBoolValue(flag.value()).build();
            case Value.Time time ->
                message.setStringValue(time.value().toString()).build();
        };
    }

    static Map<String, Value> metadata(Struct message) {
        Map<String, Value> metadata = new HashMap<>();
        message.getFieldsMap()
                .forEach((name, value) -> metadata.put(
                        name,
                        value(value)
                                .orElseThrow(() -> QuernException.invalid(
                                        "metadata." + name.substring(0, Math.min(LONGEST_NAME, name.length())),
                                        "A value of metadata is a text, a number, true or false."))));
        return metadata;
    }

    static Struct metadata(Map<String, Value> metadata) {
        Struct.Builder message = Struct.newBuilder();
        metadata.forEach((name, value) -> message.putFields(name, value(value)));
        return message.build();
    }
}
