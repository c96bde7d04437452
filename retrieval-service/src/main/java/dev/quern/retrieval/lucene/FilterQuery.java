package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Value;
import java.util.List;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Makes of a filter a query for entries of one kind. */
final class FilterQuery {
    private final FilterTarget target;

    FilterQuery(FilterTarget target) {
        this.target = target;
    }

    Query of(Filter filter) {
        return switch (filter) {
            case Filter.All all -> combined(all.filters(), Occur.FILTER);
            case Filter.Any any -> combined(any.filters(), Occur.SHOULD);
            case Filter.Not not ->
                new BooleanQuery.Builder()
                        .add(target.all(), Occur.FILTER)
                        .add(of(not.filter()), Occur.MUST_NOT)
                        .build();
            case Filter.In in -> in(target.fieldOf(in.field()), in.field(), in.values());
            case Filter.Range range -> range(target.fieldOf(range.field()), range);
        };
    }

    private Query combined(List<Filter> filters, Occur occur) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        filters.forEach(filter -> query.add(of(filter), occur));
        return query.build();
    }

    private static Query in(String name, Field field, List<Value> values) {
        return switch (field.type()) {
            case TEXT, BOOLEAN ->
                values.size() == 1
                        ? new TermQuery(new Term(name, FilterTarget.term(values.getFirst())))
                        : new TermInSetQuery(
                                name,
                                values.stream()
                                        .map(FilterTarget::term)
                                        .map(BytesRef::new)
                                        .toList());
            case NUMBER ->
                DoubleField.newSetQuery(
                        name, values.stream().mapToDouble(FilterTarget::number).toArray());
            case TIME ->
                LongField.newSetQuery(
                        name, values.stream().mapToLong(FilterTarget::millis).toArray());
        };
    }

    private static Query range(String name, Filter.Range range) {
        return switch (range.field().type()) {
            case NUMBER -> numbers(name, range.comparison(), FilterTarget.number(range.bound()));
            case TIME -> times(name, range.comparison(), FilterTarget.millis(range.bound()));
            case TEXT, BOOLEAN -> throw new IllegalArgumentException("no range of these values: " + range);
        };
    }

    private static Query numbers(String name, Filter.Comparison comparison, double bound) {
        double least = Double.NEGATIVE_INFINITY;
        double greatest = Double.POSITIVE_INFINITY;
        return switch (comparison) {
            case LESS -> DoubleField.newRangeQuery(name, least, DoublePoint.nextDown(bound));
            case LESS_OR_EQUAL -> DoubleField.newRangeQuery(name, least, bound);
            case GREATER -> DoubleField.newRangeQuery(name, DoublePoint.nextUp(bound), greatest);
            case GREATER_OR_EQUAL -> DoubleField.newRangeQuery(name, bound, greatest);
        };
    }

    private static Query times(String name, Filter.Comparison comparison, long bound) {
        return switch (comparison) {
            case LESS ->
                bound == Long.MIN_VALUE
                        ? new MatchNoDocsQuery("before all times")
                        : LongField.newRangeQuery(name, Long.MIN_VALUE, bound - 1);
            case LESS_OR_EQUAL -> LongField.newRangeQuery(name, Long.MIN_VALUE, bound);
            case GREATER ->
                bound == Long.MAX_VALUE
                        ? new MatchNoDocsQuery("after all times")
                        : LongField.newRangeQuery(name, bound + 1, Long.MAX_VALUE);
            case GREATER_OR_EQUAL -> LongField.newRangeQuery(name, bound, Long.MAX_VALUE);
        };
    }
}
