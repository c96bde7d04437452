package dev.quern.retrieval;

import java.util.List;

/**
 * Which documents, and with them which passages, are asked for. Checked: every value has its field's type. A document
 * without a value in a field fits no condition on it, and fits the {@link Not} of it.
 */
public sealed interface Filter {

    /** All of one or more. */
    record All(List<Filter> filters) implements Filter {
        public All {
            filters = List.copyOf(filters);
        }
    }

    /** One at least of one or more. */
    record Any(List<Filter> filters) implements Filter {
        public Any {
            filters = List.copyOf(filters);
        }
    }

    record Not(Filter filter) implements Filter {}

    /** Equal to one of one or more values. */
    record In(Field field, List<Value> values) implements Filter {
        public In {
            values = List.copyOf(values);
        }
    }

    /** Less or greater than a number or a time. */
    record Range(Field field, Comparison comparison, Value bound) implements Filter {}

    /** How a value stands to the bound of a range. */
    enum Comparison {
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }
}
