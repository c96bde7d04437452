package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.in;
import static dev.quern.retrieval.search.TestCandidates.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.Value;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SearchKeyTest {
    private static final CollectionId NOTES = new CollectionId("acme", "notes");
    private static final CollectionSettings SETTINGS = CollectionSettings.of("words@1", 2);

    @Test
    void isTheSameForTheSameSearch() {
        assertThat(key("mill", new float[] {1, 2}, 5, tagged("a")))
                .isEqualTo(key("mill", new float[] {1, 2}, 5, tagged("a")))
                .matches("search-[0-9a-f]{64}");
    }

    @Test
    void isAnotherWhenAnythingIs() {
        Question plain = question("notes", "mill", new float[0], 5, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE);
        List<Question> others = List.of(
                question("note", "smill", new float[0], 5, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE),
                question("notes", "mills", new float[0], 5, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE),
                question("notes", "mill", new float[] {0, 0}, 5, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE),
                question("notes", "mill", new float[] {0, 1}, 5, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE),
                question("notes", "mill", new float[0], 6, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE),
                question("notes", "mill", new float[0], 5, .4f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE),
                question("notes", "mill", new float[0], 5, .5f, Fusion.RECIPROCAL_RANK, Strategy.TWO_STAGE),
                question("notes", "mill", new float[0], 5, .5f, Fusion.RELATIVE_SCORE, Strategy.MULTI_STAGE));

        List<String> keys = Stream.concat(
                        others.stream().map(other -> SearchKey.of(other, "1", "s")),
                        Stream.of(
                                SearchKey.of(plain, "1", "s"),
                                SearchKey.of(plain, "2", "s"),
                                SearchKey.of(plain, "1", "t"),
                                SearchKey.of(ofAnotherModel(plain), "1", "s")))
                .toList();

        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void isAnotherForEveryFilter() {
        Field weight = Field.declared("weight", FieldType.NUMBER);
        Filter a = tagged("a");
        Filter b = tagged("b");
        List<Filter> filters = List.of(
                a,
                b,
                new Filter.Not(a),
                in(Field.TAGS, "a", "b"),
                in(Field.TAGS, "ab"),
                in(Field.TYPE, "a"),
                new Filter.All(List.of(a, b)),
                new Filter.Any(List.of(a, b)),
                new Filter.All(List.of(a, b, a)),
                new Filter.All(List.of(a, new Filter.All(List.of(b, a)))),
                new Filter.All(List.of(new Filter.All(List.of(a, b)), a)),
                new Filter.In(weight, List.of(new Value.Numeric(1))),
                new Filter.In(weight, List.of(new Value.Text("1.0"))),
                new Filter.In(weight, List.of(new Value.Flag(true))),
                new Filter.In(weight, List.of(new Value.Text("true"))),
                new Filter.In(weight, List.of(new Value.Time(Instant.EPOCH))),
                new Filter.Range(weight, Filter.Comparison.LESS, new Value.Numeric(1)),
                new Filter.Range(weight, Filter.Comparison.LESS_OR_EQUAL, new Value.Numeric(1)),
                new Filter.Range(weight, Filter.Comparison.LESS, new Value.Numeric(2)));

        assertThat(filters)
                .extracting(filter -> key("mill", new float[0], 5, filter))
                .doesNotHaveDuplicates()
                .doesNotContain(SearchKey.of(
                        question("notes", "mill", new float[0], 5, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE),
                        "1",
                        "s"));
    }

    @Test
    void isAsShortForALargeConditionAndAnotherForEveryCollection() {
        Filter large = in(Field.TAGS, "x".repeat(100_000), "y");
        CollectionId strangers = new CollectionId("stranger", "notes");

        assertThat(SearchKey.of(NOTES, "1", large))
                .isEqualTo(SearchKey.of(NOTES, "1", in(Field.TAGS, "x".repeat(100_000), "y")))
                .matches("condition-[0-9a-f]{64}");
        assertThat(List.of(
                        SearchKey.of(NOTES, "1", large),
                        SearchKey.of(NOTES, "1", in(Field.TAGS, "x".repeat(100_000), "z")),
                        SearchKey.of(NOTES, "2", large),
                        SearchKey.of(strangers, "1", large),
                        SearchKey.of(new CollectionId("acme", "note"), "1", large)))
                .doesNotHaveDuplicates();
    }

    private static Question ofAnotherModel(Question question) {
        return new Question(
                question.collection(),
                CollectionSettings.of("words@2", 2),
                question.text(),
                question.vector(),
                question.limit(),
                question.alpha(),
                question.fusion(),
                question.filter(),
                question.strategy(),
                question.explain());
    }

    private static String key(String text, float[] vector, int limit, Filter filter) {
        Question question = question("notes", text, vector, limit, .5f, Fusion.RELATIVE_SCORE, Strategy.TWO_STAGE);
        return SearchKey.of(question.filtered(filter), "1", "s");
    }

    private static Question question(
            String collection, String text, float[] vector, int limit, float alpha, Fusion fusion, Strategy strategy) {
        return new Question(
                new CollectionId("acme", collection),
                SETTINGS,
                text,
                vector,
                limit,
                alpha,
                fusion,
                Optional.empty(),
                strategy,
                false);
    }
}
