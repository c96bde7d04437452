package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Filter.Comparison;
import dev.quern.retrieval.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

/** The edges of single conditions; what filters mean is tested on the whole store. */
class FilterQueryTest {
    private static final Field WEIGHT = Field.declared("weight", FieldType.NUMBER);
    private static final Field PICKED = Field.declared("picked", FieldType.TIME);
    private static final Field COLOUR = Field.declared("colour", FieldType.TEXT);
    private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    @Test
    void takesZeroForOneNumberWithAndWithoutASign() throws IOException {
        for (double zero : new double[] {0.0, -0.0}) {
            for (double bound : new double[] {0.0, -0.0}) {
                Map<String, Value> stored = Map.of("weight", new Value.Numeric(zero));
                Value asked = new Value.Numeric(bound);
                assertThat(fits(stored, new Filter.In(WEIGHT, List.of(asked)))).isTrue();
                assertThat(fits(stored, new Filter.Range(WEIGHT, Comparison.LESS, asked)))
                        .isFalse();
                assertThat(fits(stored, new Filter.Range(WEIGHT, Comparison.GREATER, asked)))
                        .isFalse();
                assertThat(fits(stored, new Filter.Range(WEIGHT, Comparison.LESS_OR_EQUAL, asked)))
                        .isTrue();
                assertThat(fits(stored, new Filter.Range(WEIGHT, Comparison.GREATER_OR_EQUAL, asked)))
                        .isTrue();
            }
        }
    }

    @Test
    void findsNothingBeforeTheFirstTimeOrAfterTheLast() throws IOException {
        assertThat(fits(time(EARLIEST), range(Comparison.LESS, EARLIEST))).isFalse();
        assertThat(fits(time(EARLIEST), range(Comparison.LESS_OR_EQUAL, EARLIEST)))
                .isTrue();
        assertThat(fits(time(LATEST), range(Comparison.GREATER, LATEST))).isFalse();
        assertThat(fits(time(LATEST), range(Comparison.GREATER_OR_EQUAL, LATEST)))
                .isTrue();
        assertThat(fits(time(LATEST), range(Comparison.GREATER, EARLIEST))).isTrue();
    }

    @Test
    void findsTheLargestNumbers() throws IOException {
        Map<String, Value> stored = Map.of("weight", new Value.Numeric(Double.MAX_VALUE));

        assertThat(fits(stored, new Filter.Range(WEIGHT, Comparison.GREATER, new Value.Numeric(1e300))))
                .isTrue();
        assertThat(fits(stored, new Filter.Range(WEIGHT, Comparison.GREATER, new Value.Numeric(Double.MAX_VALUE))))
                .isFalse();
    }

    @Test
    void takesAnEmptyTextOfADeclaredFieldForAValue() throws IOException {
        Filter empty = new Filter.In(COLOUR, List.of(new Value.Text("")));

        assertThat(fits(Map.of("colour", new Value.Text("")), empty)).isTrue();
        assertThat(fits(Map.of("colour", new Value.Text(" ")), empty)).isFalse();
        assertThat(fits(Map.of(), empty)).isFalse();
    }

    @Test
    void keepsDeclaredFieldsApartFromItsOwn() throws IOException {
        for (String own : List.of(Fields.GENERATION, Fields.ACCEPTED, Fields.RECORD, "document_id", "document.type")) {
            Filter filter = new Filter.In(Field.declared(own, FieldType.TEXT), List.of(new Value.Text("text/plain")));

            assertThat(fits(Map.of(own, new Value.Text("text/plain")), filter)).isTrue();
            assertThat(fits(Map.of(own, new Value.Text("other")), filter)).isFalse();
            assertThat(fits(Map.of(), filter)).isFalse();
        }
    }

    @Test
    void refusesARangeOfTexts() {
        Filter filter = new Filter.Range(COLOUR, Comparison.LESS, new Value.Text("red"));

        assertThatThrownBy(() -> new FilterQuery(FilterTarget.DOCUMENTS).of(filter))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, Value> time(Instant value) {
        return Map.of("picked", new Value.Time(value));
    }

    private static Filter range(Comparison comparison, Instant bound) {
        return new Filter.Range(PICKED, comparison, new Value.Time(bound));
    }

    /** Whether an index of one document with this metadata finds it, and would not find it by the opposite. */
    private static boolean fits(Map<String, Value> metadata, Filter filter) throws IOException {
        var document = pending(
                newCollection(), "one", 0, new DocumentHeader("One", "one.txt", "text/plain", List.of(), "", metadata));
        var entry = new org.apache.lucene.document.Document();
        entry.add(new SortedDocValuesField(Fields.ACCEPTED, new BytesRef(document.generation())));
        FilterTarget.DOCUMENTS.addTo(entry, new StoredRecord(document, document.updatedAt(), "", 0, 1));
        try (Directory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
                writer.addDocument(entry);
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                FilterQuery queries = new FilterQuery(FilterTarget.DOCUMENTS);
                int found = searcher.count(queries.of(filter));
                assertThat(searcher.count(queries.of(new Filter.Not(filter)))).isEqualTo(1 - found);
                return found == 1;
            }
        }
    }
}
