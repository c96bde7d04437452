package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Collection;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes of a filter the same filter in the order in which it is quickest: of what must all hold the part that keeps
 * least comes first, of what may hold the one that keeps most. What is nested for no reason is flattened.
 */
final class FilterPlanner {
    static final int DEEPEST = 8;
    static final int MOST_CONDITIONS = 64;
    /** Every condition costs a count, and a few are enough to find the one that keeps least. */
    static final int MOST_MEASURED = 8;

    private final Selectivities selectivities;

    FilterPlanner(Selectivities selectivities) {
        this.selectivities = selectivities;
    }

    /** @throws QuernException {@code INVALID_ARGUMENT} naming {@code filter} when it is too much or empty */
    static Filter checked(Filter filter) {
        if (depth(filter) > DEEPEST) {
            throw QuernException.invalid("filter", "A filter is at most " + DEEPEST + " levels deep.");
        }
        if (conditions(filter).count() > MOST_CONDITIONS) {
            throw QuernException.invalid("filter", "A filter has at most " + MOST_CONDITIONS + " conditions.");
        }
        return flat(filter);
    }

    /** A checked filter's conditions, in its order. */
    static Stream<Filter> conditions(Filter filter) {
        return switch (filter) {
            case Filter.All all -> all.filters().stream().flatMap(FilterPlanner::conditions);
            case Filter.Any any -> any.filters().stream().flatMap(FilterPlanner::conditions);
            case Filter.Not not -> conditions(not.filter());
            case Filter.In in -> Stream.of(in);
            case Filter.Range range -> Stream.of(range);
        };
    }

    /** Whether a checked filter is small enough for its conditions to be measured; any other keeps its order. */
    static boolean isMeasurable(Filter filter) {
        return conditions(filter).count() <= MOST_MEASURED;
    }

    /** A checked and measurable filter in the order of what was measured. */
    Filter ordered(Call call, Collection collection, Filter filter) {
        return switch (filter) {
            case Filter.All all -> new Filter.All(sorted(call, collection, all.filters(), false));
            case Filter.Any any -> new Filter.Any(sorted(call, collection, any.filters(), true));
            case Filter.Not not -> new Filter.Not(ordered(call, collection, not.filter()));
            case Filter.In in -> in;
            case Filter.Range range -> range;
        };
    }

    float selectivity(Call call, Collection collection, Filter filter) {
        return selectivities.of(call, collection, filter);
    }

    private List<Filter> sorted(Call call, Collection collection, List<Filter> parts, boolean mostFirst) {
        Comparator<Filter> bySelectivity = Comparator.comparingDouble(part -> selectivity(call, collection, part));
        // What keeps equally much has an order too, so that equal filters share a cached result.
        return parts.stream()
                .map(part -> ordered(call, collection, part))
                .sorted((mostFirst ? bySelectivity.reversed() : bySelectivity).thenComparing(Filter::toString))
                .toList();
    }

    private static int depth(Filter filter) {
        return 1
                + switch (filter) {
                    case Filter.All all -> deepest(all.filters());
                    case Filter.Any any -> deepest(any.filters());
                    case Filter.Not not -> depth(not.filter());
                    case Filter.In _, Filter.Range _ -> 0;
                };
    }

    private static int deepest(List<Filter> parts) {
        return parts.stream().mapToInt(FilterPlanner::depth).max().orElse(0);
    }

    private static Filter flat(Filter filter) {
        return switch (filter) {
            case Filter.All all ->
                combined(
                        all.filters(),
                        part -> part instanceof Filter.All inner ? inner.filters() : List.of(part),
                        Filter.All::new);
            case Filter.Any any ->
                combined(
                        any.filters(),
                        part -> part instanceof Filter.Any inner ? inner.filters() : List.of(part),
                        Filter.Any::new);
            case Filter.Not not -> negated(flat(not.filter()));
            case Filter.In in -> new Filter.In(in.field(), distinct(in.values()));
            case Filter.Range range -> range;
        };
    }

    private static Filter negated(Filter filter) {
        return filter instanceof Filter.Not not ? not.filter() : new Filter.Not(filter);
    }

    private static Filter combined(
            List<Filter> parts, Function<Filter, List<Filter>> opened, Function<List<Filter>, Filter> combination) {
        Set<Filter> flat = new LinkedHashSet<>();
        parts.forEach(part -> flat.addAll(opened.apply(flat(part))));
        if (flat.isEmpty()) {
            throw QuernException.invalid("filter", "A combination has one filter at least.");
        }
        return flat.size() == 1 ? flat.iterator().next() : combination.apply(new ArrayList<>(flat));
    }

    private static List<Value> distinct(List<Value> values) {
        if (values.isEmpty()) {
            throw QuernException.invalid("filter", "A condition has one value at least.");
        }
        return values.stream()
                .distinct()
                .sorted(Comparator.comparing(Value::toString))
                .toList();
    }
}
