package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.chunk;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Collection;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.TestConfig;
import dev.quern.retrieval.Ulids;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettlingTest {
    private static final int DOCUMENTS = 7;

    private final CollectionId id = newCollection();
    private final IndexSettings settings = new IndexSettings(TestConfig.with().lucene());
    private final Collection empty = new Collection(id, SETTINGS, Ulids.next(), 0, 0, 0, List.of(), Instant.EPOCH);

    @TempDir
    Path folder;

    @BeforeEach
    void createTheIndex() throws IOException {
        CollectionIndex.create(folder, settings, new CollectionHeader(empty));
    }

    @Test
    void fewSegmentsAreLeftWithEverythingInThem() throws IOException {
        try (CollectionIndex index = CollectionIndex.open(folder, settings)) {
            fill(index);
            Collection before = index.read(Snapshot::collection);
            assertThat(segments(index)).isGreaterThan(2);
            List<Passage> found = found(index);

            index.settle();

            assertThat(segments(index)).isLessThanOrEqualTo(2);
            assertThat(found(index)).isEqualTo(found).hasSize(DOCUMENTS);
            assertThat(index.read(Snapshot::collection))
                    .usingRecursiveComparison()
                    .ignoringFields("bytes")
                    .isEqualTo(before);
        }
        try (CollectionIndex index = CollectionIndex.open(folder, settings)) {
            assertThat(segments(index)).isLessThanOrEqualTo(2);
            assertThat(found(index)).hasSize(DOCUMENTS);
        }
    }

    @Test
    void isDoneOnceAfterTheLastChange() throws IOException {
        try (CollectionIndex index = CollectionIndex.open(folder, settings)) {
            assertThat(index.isQuiet(Duration.ofHours(1))).isFalse();
            assertThat(index.isQuiet(Duration.ZERO)).isTrue();

            index.settle();
            assertThat(index.isQuiet(Duration.ZERO)).isFalse();

            fill(index);
            assertThat(index.isQuiet(Duration.ZERO)).isTrue();
            assertThat(index.isQuiet(Duration.ofHours(1))).isFalse();
        }
    }

    @Test
    void onlyWhatIsOpenIsSettled() throws IOException {
        StateFolder state = new StateFolder(folder.resolve("state"));
        try (state;
                OpenCollections collections = new OpenCollections(state, settings)) {
            collections.create(new CollectionHeader(empty));
            String name = StateFolder.nameOf(id);
            collections.use(name, index -> {
                fill(index);
                return true;
            });

            collections.settle(Duration.ofHours(1));
            assertThat(collections.use(name, SettlingTest::segments).orElseThrow())
                    .isGreaterThan(2);

            collections.settle(Duration.ZERO);
            assertThat(collections.use(name, SettlingTest::segments).orElseThrow())
                    .isLessThanOrEqualTo(2);
        }
    }

    private void fill(CollectionIndex index) throws IOException {
        for (int i = 0; i < DOCUMENTS; i++) {
            Document document = pending(id, "d" + i, 1);
            float similar = i / 10f;
            index.write(edit -> {
                edit.accept(document, "red");
                edit.addChunks(document, List.of(chunk(document, 0, "red", 1, similar, 0)));
                edit.publish(document.ready(1));
                return true;
            });
        }
    }

    private static int segments(CollectionIndex index) throws IOException {
        return index.read(snapshot -> snapshot.reader().leaves().size());
    }

    private List<Passage> found(CollectionIndex index) throws IOException {
        SearchQuery query = SearchQuery.of("red", new float[] {1, 0, 0}, 20, 1);
        return index.read(snapshot -> new PassageSearch(snapshot, settings, () -> false).run(query))
                .passages();
    }
}
