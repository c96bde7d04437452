package dev.quern.retrieval;

import java.time.Instant;

/** A value of a field. */
public sealed interface Value {
    FieldType type();

    /** Compared as a whole, not by its words. */
    record Text(String value) implements Value {
        @Override
        public FieldType type() {
            return FieldType.TEXT;
        }
    }

    /** Finite. */
    record Numeric(double value) implements Value {
        @Override
        public FieldType type() {
            return FieldType.NUMBER;
        }
    }

    record Flag(boolean value) implements Value {
        @Override
        public FieldType type() {
            return FieldType.BOOLEAN;
        }
    }

    /** To the millisecond. */
    record Time(Instant value) implements Value {
        @Override
        public FieldType type() {
            return FieldType.TIME;
        }
    }
}
