package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Chunking;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.IndexProfile;
import dev.quern.retrieval.StoredDocuments;
import dev.quern.retrieval.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class FilterPropertiesTest {
    private static final FilterProperties PROPERTIES = new FilterProperties(new CollectionSettings(
            "test-model@1",
            3,
            Distance.COSINE,
            IndexProfile.HNSW,
            Map.of("b", FieldType.NUMBER, "a", FieldType.TEXT, "c", FieldType.TIME),
            Chunking.USUAL));

    @Test
    void givesNumbersAndTimesAPropertyInTheOrderOfTheirNames() {
        assertThat(PROPERTIES.number(Field.declared("b", FieldType.NUMBER))).isEqualTo("n0");
        assertThat(PROPERTIES.number(Field.declared("c", FieldType.TIME))).isEqualTo("n1");
        assertThat(PROPERTIES.number(Field.CREATED_AT)).isEqualTo("createdAtMillis");
    }

    @Test
    void marksBothEndsOfATextSoThatNothingIsTrimmed() {
        assertThat(facets(Map.of("a", new Value.Text(" x "))))
                .contains("metadata.a= x ;", "document_id=one;", "type=text/plain;", "tags=t;");
    }

    @Test
    void leavesOutWhatADocumentDoesNotSay() {
        assertThat(facets(Map.of())).noneMatch(facet -> facet.startsWith("source=") || facet.startsWith("language="));
        assertThat(PROPERTIES.of(document(Map.of()))).doesNotContainKeys("n0", "n1");
    }

    @Test
    void takesBothZerosForOne() {
        assertThat(FilterProperties.number(new Value.Numeric(-0.0))).isEqualTo(0.0);
    }

    @Test
    void readsTheTimeOfAcceptanceFromTheGeneration() {
        Instant before = Instant.now();

        Object millis = PROPERTIES.of(document(Map.of())).get("updatedAtMillis");

        assertThat(millis)
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isBetween((double) before.minus(Duration.ofMinutes(1)).toEpochMilli(), (double)
                        before.plus(Duration.ofMinutes(5)).toEpochMilli());
    }

    private static List<String> facets(Map<String, Value> metadata) {
        return PROPERTIES.of(document(metadata)).get(FilterProperties.FACETS) instanceof List<?> facets
                ? facets.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Document document(Map<String, Value> metadata) {
        return StoredDocuments.pending(
                new CollectionId("acme", "notes"),
                "one",
                1,
                new DocumentHeader("", "", "text/plain", List.of("t"), "", metadata));
    }
}
