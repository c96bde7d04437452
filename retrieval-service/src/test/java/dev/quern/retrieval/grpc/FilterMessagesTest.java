package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Condition;
import dev.quern.protocol.retrieval.v1.Filter;
import dev.quern.protocol.retrieval.v1.Filters;
import dev.quern.protocol.retrieval.v1.Operator;
import dev.quern.retrieval.Chunking;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Filter.Comparison;
import dev.quern.retrieval.IndexProfile;
import dev.quern.retrieval.KnownFields;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterMessagesTest {
    private static final KnownFields FIELDS = KnownFields.of(new CollectionSettings(
            "model@1",
            3,
            Distance.COSINE,
            IndexProfile.AUTOMATIC,
            Map.of("year", FieldType.NUMBER, "open", FieldType.BOOLEAN),
            Chunking.USUAL));
    private static final Field YEAR = Field.declared("year", FieldType.NUMBER);
    private static final Filter TAGGED = condition("tags", Operator.OPERATOR_CONTAINS, text("x"));

    @Test
    void readsConditionsOfEveryType() {
        assertThat(read(condition("type", Operator.OPERATOR_EQUAL, text("text/plain"))))
                .isEqualTo(new dev.quern.retrieval.Filter.In(
                        Field.TYPE, List.of(new dev.quern.retrieval.Value.Text("text/plain"))));
        assertThat(read(condition("metadata.open", Operator.OPERATOR_EQUAL, flag(false))))
                .isEqualTo(new dev.quern.retrieval.Filter.In(
                        Field.declared("open", FieldType.BOOLEAN), List.of(new dev.quern.retrieval.Value.Flag(false))));
        assertThat(read(condition("created_at", Operator.OPERATOR_GREATER, text("2026-01-01T00:00:00Z"))))
                .isEqualTo(new dev.quern.retrieval.Filter.Range(
                        Field.CREATED_AT,
                        Comparison.GREATER,
                        new dev.quern.retrieval.Value.Time(Instant.parse("2026-01-01T00:00:00Z"))));
        assertThat(read(TAGGED))
                .isEqualTo(new dev.quern.retrieval.Filter.In(
                        Field.TAGS, List.of(new dev.quern.retrieval.Value.Text("x"))));
    }

    @Test
    void takesEveryValueOfAListOnce() {
        assertThat(read(condition("metadata.year", Operator.OPERATOR_IN, list(number(1), number(2), number(1)))))
                .isEqualTo(new dev.quern.retrieval.Filter.In(
                        YEAR,
                        List.of(new dev.quern.retrieval.Value.Numeric(1), new dev.quern.retrieval.Value.Numeric(2))));
    }

    @ParameterizedTest
    @CsvSource({
        "OPERATOR_LESS, LESS",
        "OPERATOR_LESS_OR_EQUAL, LESS_OR_EQUAL",
        "OPERATOR_GREATER, GREATER",
        "OPERATOR_GREATER_OR_EQUAL, GREATER_OR_EQUAL"
    })
    void comparesNumbers(Operator operator, Comparison comparison) {
        assertThat(read(condition("metadata.year", operator, number(1786))))
                .isEqualTo(new dev.quern.retrieval.Filter.Range(
                        YEAR, comparison, new dev.quern.retrieval.Value.Numeric(1786)));
    }

    @ParameterizedTest
    @CsvSource({
        "OPERATOR_LESS, 2026-01-01T00:00:00.001Z",
        "OPERATOR_LESS_OR_EQUAL, 2026-01-01T00:00:00Z",
        "OPERATOR_GREATER, 2026-01-01T00:00:00Z",
        "OPERATOR_GREATER_OR_EQUAL, 2026-01-01T00:00:00.001Z"
    })
    void aTimeBetweenTwoMillisecondsIsComparedAsItIs(Operator operator, Instant bound) {
        assertThat(read(condition("created_at", operator, text("2026-01-01T01:00:00.0005+01:00"))))
                .isInstanceOfSatisfying(
                        dev.quern.retrieval.Filter.Range.class,
                        range -> assertThat(range.bound()).isEqualTo(new dev.quern.retrieval.Value.Time(bound)));
    }

    @Test
    void combinesThem() {
        dev.quern.retrieval.Filter tagged = read(TAGGED);

        assertThat(read(all(any(TAGGED, TAGGED), not(TAGGED))))
                .isEqualTo(new dev.quern.retrieval.Filter.All(List.of(
                        new dev.quern.retrieval.Filter.Any(List.of(tagged, tagged)),
                        new dev.quern.retrieval.Filter.Not(tagged))));
    }

    @Test
    void namesTheFieldThatIsUnknownAndThoseThatAreThere() {
        assertThat(refused(condition("year", Operator.OPERATOR_EQUAL, number(1))))
                .contains("`year`", "document_id", "tags", "metadata.year", "metadata.open");
        assertThat(refused(condition("", Operator.OPERATOR_EQUAL, number(1)))).contains("document_id");
        assertThat(refused(condition("metadata.colour", Operator.OPERATOR_EQUAL, text("red"))))
                .contains("`metadata.colour`");
    }

    @Test
    void refusesAValueThatIsMissingOrOfAnotherType() {
        Operator equal = Operator.OPERATOR_EQUAL;

        assertThat(refused(condition("tags", equal, Value.getDefaultInstance())))
                .contains("`tags`", "no value");
        assertThat(refused(condition(
                        "tags",
                        equal,
                        Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())))
                .contains("`tags`", "no value");
        assertThat(refused(condition(
                        "tags",
                        equal,
                        Value.newBuilder()
                                .setStructValue(Struct.getDefaultInstance())
                                .build())))
                .contains("`tags`");
        assertThat(refused(condition("tags", equal, list(text("a"))))).contains("`tags`", "`in`");
        assertThat(refused(condition("tags", equal, number(1)))).contains("`tags`", "a text");
        assertThat(refused(condition("metadata.year", equal, text("1"))))
                .contains("`metadata.year`", "a finite number");
        assertThat(refused(condition("metadata.year", equal, number(Double.NaN))))
                .contains("a finite number");
        assertThat(refused(condition("metadata.year", Operator.OPERATOR_LESS, number(Double.POSITIVE_INFINITY))))
                .contains("a finite number");
        assertThat(refused(condition("metadata.open", equal, text("true")))).contains("true or false");
        assertThat(refused(condition("updated_at", equal, text("yesterday")))).contains("RFC 3339");
        assertThat(refused(condition("source", equal, text("x".repeat(2049))))).contains("2048");
    }

    @Test
    void refusesAnOperatorThatTheFieldCannotHave() {
        assertThat(refused(condition("source", Operator.OPERATOR_LESS, text("a"))))
                .contains("`source`");
        assertThat(refused(condition("metadata.open", Operator.OPERATOR_GREATER, flag(true))))
                .contains("`metadata.open`");
        assertThat(refused(condition("source", Operator.OPERATOR_CONTAINS, text("a"))))
                .contains("`contains`", "tags");
        assertThat(refused(condition("tags", Operator.OPERATOR_UNSPECIFIED, text("a"))))
                .contains("greater_or_equal");
        assertThat(refused(Filter.newBuilder()
                        .setCondition(Condition.newBuilder().setField("tags").setOperatorValue(99))
                        .build()))
                .contains("`tags`", "operator");
    }

    @Test
    void refusesWhatIsEmpty() {
        assertThat(refused(Filter.getDefaultInstance())).contains("condition");
        assertThat(refused(all())).contains("at least one");
        assertThat(refused(any())).contains("at least one");
        assertThat(refused(not(Filter.getDefaultInstance()))).contains("condition");
        assertThat(refused(condition("tags", Operator.OPERATOR_IN, list()))).contains("`tags`", "1 to 256");
        assertThat(refused(condition("tags", Operator.OPERATOR_IN, text("a")))).contains("`tags`", "list");
    }

    @Test
    void refusesWhatIsTooDeepOrTooLarge() {
        Filter deep = TAGGED;
        for (int i = 0; i < 7; i++) {
            deep = not(deep);
        }
        assertThat(read(deep)).isInstanceOf(dev.quern.retrieval.Filter.Not.class);
        assertThat(refused(not(deep))).contains("8 levels");

        Filter wide = any(Collections.nCopies(64, TAGGED).toArray(Filter[]::new));
        assertThat(read(wide)).isInstanceOf(dev.quern.retrieval.Filter.Any.class);
        assertThat(refused(all(wide, TAGGED))).contains("64 conditions");

        Value many = list(Collections.nCopies(257, text("a")).toArray(Value[]::new));
        assertThat(refused(condition("tags", Operator.OPERATOR_IN, many))).contains("256");
    }

    private static dev.quern.retrieval.Filter read(Filter message) {
        return FilterMessages.filter(message, FIELDS);
    }

    private static String refused(Filter message) {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> read(message));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains("filter");
        return failure.text();
    }

    private static Filter condition(String field, Operator operator, Value value) {
        return Filter.newBuilder()
                .setCondition(Condition.newBuilder()
                        .setField(field)
                        .setOperator(operator)
                        .setValue(value))
                .build();
    }

    private static Filter all(Filter... parts) {
        return Filter.newBuilder()
                .setAll(Filters.newBuilder().addAllFilters(List.of(parts)))
                .build();
    }

    private static Filter any(Filter... parts) {
        return Filter.newBuilder()
                .setAny(Filters.newBuilder().addAllFilters(List.of(parts)))
                .build();
    }

    private static Filter not(Filter part) {
        return Filter.newBuilder().setNot(part).build();
    }

    private static Value text(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }

    private static Value number(double value) {
        return Value.newBuilder().setNumberValue(value).build();
    }

    private static Value flag(boolean value) {
        return Value.newBuilder().setBoolValue(value).build();
    }

    private static Value list(Value... values) {
        return Value.newBuilder()
                .setListValue(ListValue.newBuilder().addAllValues(List.of(values)))
                .build();
    }
}
