package dev.quern.retrieval;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields that documents of a collection have, and the values that fit them. Values come in the types that JSON has,
 * so a time comes as text.
 */
public final class KnownFields {
    /** The longest text that is compared with a field or kept in one. */
    public static final int LONGEST_TEXT = 2048;

    private static final int LONGEST_NAME = 64;

    /** RFC 3339, which wants less than Java takes. */
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<String, FieldType> declared;

    private KnownFields(Map<String, FieldType> declared) {
        this.declared = declared;
        Field.BUILT_IN.forEach(field -> fields.put(field.name(), field));
        declared.forEach((name, type) -> {
            Field field = Field.declared(name, type);
            fields.put(field.name(), field);
        });
    }

    public static KnownFields of(CollectionSettings settings) {
        return new KnownFields(settings.fields());
    }

    /** @throws QuernException {@code INVALID_ARGUMENT} naming {@code filter}, with a list of what there is */
    public Field named(String name) {
        return Optional.ofNullable(fields.get(name))
                .orElseThrow(() -> QuernException.invalid(
                        "filter",
                        "There is no field `" + shortened(name) + "` to filter by; there are "
                                + String.join(", ", fields.keySet()) + "."));
    }

    /** @throws QuernException {@code INVALID_ARGUMENT} naming {@code filter} when the value is not of the field's type */
    public static Value value(Field field, Value given) {
        return typed(field.type(), given)
                .orElseThrow(() -> QuernException.invalid(
                        "filter", "The field `" + field.name() + "` is compared with " + wanted(field.type()) + "."));
    }

    /**
     * What a document says in the fields that its collection declares.
     *
     * @throws QuernException {@code INVALID_ARGUMENT} naming {@code metadata.<name>}
     */
    public Map<String, Value> metadata(Map<String, Value> given) {
        Map<String, Value> values = new HashMap<>();
        given.forEach((name, value) -> {
            String field = "metadata." + shortened(name);
            FieldType type = declared.get(name);
            if (type == null) {
                throw QuernException.invalid(
                        field,
                        "The collection does not declare a field `" + shortened(name) + "`; it declares "
                                + (declared.isEmpty() ? "none" : String.join(", ", declared.keySet())) + ".");
            }
            values.put(
                    name,
                    typed(type, value)
                            .orElseThrow(() -> QuernException.invalid(
                                    field, "The field `" + name + "` takes " + wanted(type) + ".")));
        });
        return values;
    }

    /**
     * What was checked against a collection may meet another one that was made in its place.
     *
     * @throws QuernException {@code CONFLICT} when the document says what this collection does not declare
     */
    public static void requireDeclared(CollectionSettings settings, DocumentHeader header) {
        header.metadata().forEach((name, value) -> {
            if (settings.fields().get(name) != value.type()) {
                throw new QuernException(
                                ErrorCode.CONFLICT,
                                "The collection was made anew meanwhile, with other fields. Send the document again.")
                        .withField("collection");
            }
        });
    }

    private static Optional<Value> typed(FieldType type, Value given) {
        return switch (given) {
            case Value.Text text when type == FieldType.TIME -> time(text.value());
            case Value.Text text when text.value().length() > LONGEST_TEXT -> Optional.empty();
            case Value.Numeric number when !Double.isFinite(number.value()) -> Optional.empty();
            // There are two zeros, and they are the same number to whoever writes them.
            case Value.Numeric number
            when type == FieldType.NUMBER -> Optional.of(new Value.Numeric(number.value() + 0.0));
            default -> Optional.of(given).filter(value -> value.type() == type);
        };
    }

    /** A checked time, in milliseconds and not before it. */
    public static Value roundedUp(String time) {
        Instant instant = OffsetDateTime.parse(time).toInstant();
        Instant millis = instant.truncatedTo(ChronoUnit.MILLIS);
        return new Value.Time(millis.equals(instant) ? millis : millis.plusMillis(1));
    }

    private static Optional<Value> time(String text) {
        if (!TIME.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return Optional.of(new Value.Time(instant.truncatedTo(ChronoUnit.MILLIS)));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static String wanted(FieldType type) {
        return switch (type) {
            case TEXT -> "a text of at most " + LONGEST_TEXT + " characters";
            case NUMBER -> "a finite number";
            case BOOLEAN -> "true or false";
            case TIME -> "a time as in RFC 3339, such as `2026-01-31T09:30:00Z`";
        };
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}
