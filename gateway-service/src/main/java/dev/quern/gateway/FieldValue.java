package dev.quern.gateway;

/** A value of a document's field, in the types that JSON has: a time is a text. */
public sealed interface FieldValue {

    record Text(String value) implements FieldValue {}

    record Numeric(double value) implements FieldValue {}

    record Flag(boolean value) implements FieldValue {}

    /** The same for equal values only; no two types look alike. */
    default String canonical() {
        return switch (this) {
            case Text text -> "text " + text.value();
            case Numeric number -> "number " + number.value();
            case Flag flag -> "flag " + flag.value();
        };
    }
}
