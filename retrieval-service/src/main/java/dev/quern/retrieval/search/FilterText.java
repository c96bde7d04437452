package dev.quern.retrieval.search;

import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Value;
import java.util.stream.Collectors;

/** Conditions as a person would write them. */
final class FilterText {
    private static final int MOST_VALUES = 5;

    private FilterText() {}

    static String of(Filter filter) {
        return switch (filter) {
            case Filter.All all -> all.filters().stream().map(FilterText::of).collect(Collectors.joining(" and "));
            case Filter.Any any ->
                any.filters().stream().map(FilterText::of).collect(Collectors.joining(" or ", "(", ")"));
            case Filter.Not not -> "not (" + of(not.filter()) + ")";
            case Filter.In in -> in.field().name() + " = " + values(in);
            case Filter.Range range -> range.field().name() + " " + sign(range) + " " + value(range.bound());
        };
    }

    private static String values(Filter.In in) {
        String first =
                in.values().stream().limit(MOST_VALUES).map(FilterText::value).collect(Collectors.joining(" | "));
        int more = in.values().size() - MOST_VALUES;
        return more > 0 ? first + " | " + more + " more" : first;
    }

    private static String value(Value value) {
        return switch (value) {
            case Value.Text text -> "`" + text.value() + "`";
            case Value.Numeric number -> Double.toString(number.value());
            case Value.Flag flag -> Boolean.toString(flag.value());
            case Value.Time time -> time.value().toString();
        };
    }

    private static String sign(Filter.Range range) {
        return switch (range.comparison()) {
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
        };
    }
}
