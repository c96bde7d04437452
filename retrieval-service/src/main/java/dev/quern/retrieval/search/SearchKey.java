package dev.quern.retrieval.search;

import dev.quern.protocol.CanonicalKey;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Value;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What makes two searches the same, or two conditions. */
final class SearchKey {
    private SearchKey() {}

    /**
     * @param question not embedded yet: its vector is there only when the caller gave it
     * @param version of the collection
     * @param settings how searches are made here
     */
    static String of(Question question, String version, String settings) {
        float[] vector = question.vector();
        return CanonicalKey.of("search")
                .with("collection", question.collection().name())
                .with("model", question.settings().embeddingModel())
                .with("version", version)
                .with("settings", settings)
                .withText("text", question.text())
                .with("limit", Integer.toString(question.limit()))
                .with("alpha", Float.toString(question.alpha()))
                .with("fusion", question.fusion().name())
                .with("strategy", question.strategy().name())
                .with(
                        "vector",
                        CanonicalKey.list(IntStream.range(0, vector.length).mapToObj(i -> Float.toString(vector[i]))))
                .with("filter", question.filter().map(SearchKey::text).orElse(""))
                .digest();
    }

    /** Of a filter in one version of a collection, however much the filter holds. */
    static String of(CollectionId collection, String version, Filter filter) {
        return CanonicalKey.of("condition")
                .with("tenant", collection.tenant())
                .with("collection", collection.name())
                .with("version", version)
                .with("filter", text(filter))
                .digest();
    }

    private static String text(Filter filter) {
        return CanonicalKey.list(
                switch (filter) {
                    case Filter.All all -> texts("all", all.filters());
                    case Filter.Any any -> texts("any", any.filters());
                    case Filter.Not not -> texts("not", List.of(not.filter()));
                    case Filter.In in ->
                        Stream.concat(
                                Stream.of("in", in.field().name()),
                                in.values().stream().map(SearchKey::text));
                    case Filter.Range range ->
                        Stream.of(range.comparison().name(), range.field().name(), text(range.bound()));
                });
    }

    private static Stream<String> texts(String combination, List<Filter> filters) {
        return Stream.concat(Stream.of(combination), filters.stream().map(SearchKey::text));
    }

    private static String text(Value value) {
        return value.type().name() + " "
                + switch (value) {
                    case Value.Text text -> text.value();
                    case Value.Numeric number -> Double.toString(number.value());
                    case Value.Flag flag -> Boolean.toString(flag.value());
                    case Value.Time time -> time.value().toString();
                };
    }
}
