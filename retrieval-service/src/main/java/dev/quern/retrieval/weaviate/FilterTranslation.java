package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Field;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.FilterOperand;
import java.util.List;

/**
 * Says a filter as Weaviate understands it. Its Not is that of sets: what has no value fits the Not of every condition.
 */
final class FilterTranslation {
    private final FilterProperties properties;

    FilterTranslation(CollectionSettings settings) {
        properties = new FilterProperties(settings);
    }

    Filter of(dev.quern.retrieval.Filter filter) {
        return switch (filter) {
            case dev.quern.retrieval.Filter.All all -> Filter.and(operands(all.filters()));
            case dev.quern.retrieval.Filter.Any any -> Filter.or(operands(any.filters()));
            case dev.quern.retrieval.Filter.Not not -> Filter.not(of(not.filter()));
            case dev.quern.retrieval.Filter.In in -> in(in);
            case dev.quern.retrieval.Filter.Range range -> range(range);
        };
    }

    private List<FilterOperand> operands(List<dev.quern.retrieval.Filter> filters) {
        return filters.stream().<FilterOperand>map(this::of).toList();
    }

    private Filter in(dev.quern.retrieval.Filter.In in) {
        Field field = in.field();
        return switch (field.type()) {
            case TEXT, BOOLEAN ->
                Filter.property(FilterProperties.FACETS)
                        .containsAny(in.values().stream()
                                .map(value -> FilterProperties.facet(field, value))
                                .toList());
            case NUMBER, TIME ->
                Filter.property(properties.number(field))
                        .containsAny(in.values().stream()
                                .map(FilterProperties::number)
                                .toArray(Double[]::new));
        };
    }

    private Filter range(dev.quern.retrieval.Filter.Range range) {
        Filter.FilterBuilder property = Filter.property(properties.number(range.field()));
        double bound = FilterProperties.number(range.bound());
        return switch (range.comparison()) {
            case LESS -> property.lt(bound);
            case LESS_OR_EQUAL -> property.lte(bound);
            case GREATER -> property.gt(bound);
            case GREATER_OR_EQUAL -> property.gte(bound);
        };
    }
}
