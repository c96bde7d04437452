package dev.quern.gateway;

import dev.quern.protocol.CanonicalKey;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Which documents are asked for. Whether a collection has the fields, and of which type, is its store's to say. */
public sealed interface Filter {

    record All(List<Filter> filters) implements Filter {
        public All {
            filters = List.copyOf(filters);
        }
    }

    record Any(List<Filter> filters) implements Filter {
        public Any {
            filters = List.copyOf(filters);
        }
    }

    record Not(Filter filter) implements Filter {}

    /** @param values one, or several for {@link Operator#IN} */
    record Condition(String field, Operator operator, List<FieldValue> values) implements Filter {
        public Condition {
            values = List.copyOf(values);
        }
    }

    /** How a field is compared. */
    enum Operator {
        EQUAL,
        IN,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        CONTAINS;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many conditions it is made of. */
    default int conditions() {
        return switch (this) {
            case All all -> all.filters().stream().mapToInt(Filter::conditions).sum();
            case Any any -> any.filters().stream().mapToInt(Filter::conditions).sum();
            case Not not -> not.filter().conditions();
            case Condition _ -> 1;
        };
    }

    /** The same for equal filters only. */
    default String canonical() {
        return switch (this) {
            case All all -> CanonicalKey.list(parts("all", all.filters()));
            case Any any -> CanonicalKey.list(parts("any", any.filters()));
            case Not not -> CanonicalKey.list(parts("not", List.of(not.filter())));
            case Condition condition ->
                CanonicalKey.list(Stream.concat(
                        Stream.of(
                                "condition",
                                condition.field(),
                                condition.operator().word()),
                        condition.values().stream().map(FieldValue::canonical)));
        };
    }

    private static Stream<String> parts(String kind, List<Filter> filters) {
        return Stream.concat(Stream.of(kind), filters.stream().map(Filter::canonical));
    }
}
