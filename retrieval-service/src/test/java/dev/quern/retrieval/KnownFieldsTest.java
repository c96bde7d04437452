package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownFieldsTest {
    private static final KnownFields FIELDS = KnownFields.of(new CollectionSettings(
            "model@1",
            3,
            Distance.COSINE,
            IndexProfile.AUTOMATIC,
            Map.of(
                    "place", FieldType.TEXT,
                    "year", FieldType.NUMBER,
                    "open", FieldType.BOOLEAN,
                    "built", FieldType.TIME),
            Chunking.USUAL));

    @Test
    void knowsTheFieldsThatEveryDocumentHasAndThoseThatAreDeclared() {
        assertThat(FIELDS.named("tags")).isEqualTo(Field.TAGS);
        assertThat(FIELDS.named("metadata.year")).isEqualTo(Field.declared("year", FieldType.NUMBER));
    }

    @Test
    void listsWhatThereIsWhenAFieldIsUnknown() {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> FIELDS.named("year"));

        assertThat(failure.field()).contains("filter");
        assertThat(failure.text()).contains("`year`", "document_id", "updated_at", "metadata.year", "metadata.built");
    }

    @Test
    void takesMetadataInTheDeclaredTypes() {
        Map<String, Value> values = FIELDS.metadata(Map.of(
                "place", new Value.Text("Ulm"),
                "year", new Value.Numeric(1786),
                "open", new Value.Flag(true),
                "built", new Value.Text("1786-05-01T00:00:00+02:00")));

        assertThat(values)
                .isEqualTo(Map.of(
                        "place", new Value.Text("Ulm"),
                        "year", new Value.Numeric(1786),
                        "open", new Value.Flag(true),
                        "built", new Value.Time(Instant.parse("1786-04-30T22:00:00Z"))));
    }

    @Test
    void namesTheMetadataThatIsNotDeclaredOrOfAnotherType() {
        assertThat(refused("colour", new Value.Text("red")).text()).contains("`colour`", "built, open, place, year");
        assertThat(refused("year", new Value.Text("1786")).text()).contains("a finite number");
        assertThat(refused("year", new Value.Numeric(Double.NaN)).text()).contains("a finite number");
        assertThat(refused("year", new Value.Numeric(Double.NEGATIVE_INFINITY)).text())
                .contains("a finite number");
        assertThat(refused("open", new Value.Text("true")).text()).contains("true or false");
        assertThat(refused("place", new Value.Flag(true)).text()).contains("a text");
        assertThat(refused("place", new Value.Text("x".repeat(KnownFields.LONGEST_TEXT + 1)))
                        .text())
                .contains("2048");
        assertThat(refused("built", new Value.Numeric(0)).text()).contains("RFC 3339");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T09:30:00Z, 2026-01-31T09:30:00Z",
        "2026-01-31t09:30:00z, 2026-01-31T09:30:00Z",
        "2026-01-31T09:30:00.123456789+01:30, 2026-01-31T08:00:00.123Z",
        "2024-02-29T00:00:00-00:30, 2024-02-29T00:30:00Z",
    })
    void readsATimeToTheMillisecond(String text, Instant time) {
        assertThat(KnownFields.value(Field.CREATED_AT, new Value.Text(text))).isEqualTo(new Value.Time(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-01-31",
                "2026-01-31T09:30:00",
                "2026-01-31 09:30:00Z",
                "2026-01-31T09:30Z",
                "2026-02-30T00:00:00Z",
                "2025-02-29T00:00:00Z",
                "2026-01-31T24:30:00Z",
                "2026-01-31T09:30:00+99:00",
                "+12026-01-31T09:30:00Z",
                "2026-01-31T09:30:00[Europe/Berlin]",
            })
    void refusesATimeThatIsNone(String text) {
        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> KnownFields.value(Field.CREATED_AT, new Value.Text(text)));

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains("filter");
        assertThat(failure.text()).contains("`created_at`", "RFC 3339");
    }

    @Test
    void thereIsOneZero() {
        Field year = FIELDS.named("metadata.year");

        assertThat(KnownFields.value(year, new Value.Numeric(-0.0))).isEqualTo(new Value.Numeric(0.0));
    }

    private static QuernException refused(String name, Value value) {
        QuernException failure = catchThrowableOfType(QuernException.class, () -> FIELDS.metadata(Map.of(name, value)));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains("metadata." + name);
        return failure;
    }
}
