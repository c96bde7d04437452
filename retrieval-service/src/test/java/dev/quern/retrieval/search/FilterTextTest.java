package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.in;
import static dev.quern.retrieval.search.TestCandidates.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Value;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FilterTextTest {

    @Test
    void writesConditionsAsAPersonWould() {
        Filter old = new Filter.Range(
                Field.CREATED_AT, Filter.Comparison.LESS, new Value.Time(Instant.parse("2026-01-01T00:00:00Z")));
        Filter heavy = new Filter.Range(
                Field.declared("weight", FieldType.NUMBER), Filter.Comparison.GREATER_OR_EQUAL, new Value.Numeric(2.5));
        Filter ripe = new Filter.In(Field.declared("ripe", FieldType.BOOLEAN), List.of(new Value.Flag(true)));

        assertThat(FilterText.of(new Filter.All(
                        List.of(old, new Filter.Any(List.of(heavy, ripe)), new Filter.Not(tagged("sour"))))))
                .isEqualTo("created_at < 2026-01-01T00:00:00Z and (metadata.weight >= 2.5 or metadata.ripe = true)"
                        + " and not (tags = `sour`)");
    }

    @Test
    void writesNoEndlessListOfValues() {
        assertThat(FilterText.of(in(Field.TAGS, "a", "b", "c", "d", "e", "f", "g")))
                .isEqualTo("tags = `a` | `b` | `c` | `d` | `e` | 2 more");
    }
}
