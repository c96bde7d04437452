package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Chunking;
import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.CollectionSettings;
import dev.quern.retrieval.Distance;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentHeader;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.IndexProfile;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.StoredDocuments;
import dev.quern.retrieval.TestConfig;
import dev.quern.retrieval.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every profile finds in every space, against a comparison of all vectors. */
class VectorProfilesTest {
    private static final int DOCUMENTS = 5;
    private static final int CHUNKS = 240;
    private static final int DIMENSIONS = 16;
    private static final int LIMIT = 10;
    private static final Filter RARE = new Filter.In(Field.TAGS, List.of(new Value.Text("rare")));

    @TempDir
    Path state;

    private final Random random = new Random(7);
    private final Map<String, float[]> vectors = new HashMap<>();
    private DocumentStore store;

    @BeforeEach
    void open() {
        store = new LuceneDocumentStore(
                state,
                TestConfig.with("lucene.exact-below", "100", "lucene.graph-from", "150")
                        .lucene());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void exactFindsJustTheNearest() {
        for (Distance distance : Distance.values()) {
            CollectionId id = filled(distance, IndexProfile.EXACT);
            for (int i = 0; i < 10; i++) {
                float[] query = vector();
                assertThat(found(id, query, Optional.empty()))
                        .describedAs(distance.name())
                        .isEqualTo(nearest(distance, query, false));
                assertThat(found(id, query, Optional.of(RARE)))
                        .describedAs("rare, %s", distance)
                        .isEqualTo(nearest(distance, query, true));
            }
        }
    }

    @Test
    void graphsFindNearlyAllOfTheNearest() {
        for (Distance distance : Distance.values()) {
            for (IndexProfile profile :
                    List.of(IndexProfile.AUTOMATIC, IndexProfile.HNSW, IndexProfile.MEMORY_CONSTRAINED)) {
                CollectionId id = filled(distance, profile);
                int hits = 0;
                int rare = 0;
                for (int i = 0; i < 10; i++) {
                    float[] query = vector();
                    hits += common(found(id, query, Optional.empty()), nearest(distance, query, false));
                    rare += common(found(id, query, Optional.of(RARE)), nearest(distance, query, true));
                }
                assertThat(hits).describedAs("%s %s", distance, profile).isGreaterThanOrEqualTo(95);
                assertThat(rare).describedAs("rare, %s %s", distance, profile).isGreaterThanOrEqualTo(95);
            }
        }
    }

    @Test
    void keepsVectorsAsTheirSpaceWantsThemAndTellsTheCosine() {
        for (Distance distance : Distance.values()) {
            for (IndexProfile profile : IndexProfile.values()) {
                CollectionId id = filled(distance, profile);
                float[] query = vector();
                for (Candidate found :
                        store.search(id, SearchQuery.of("", query, LIMIT, 1)).found()) {
                    float[] given = given(found.passage().text());
                    float[] kept = distance == Distance.COSINE ? VectorUtil.l2normalize(given.clone()) : given;
                    assertThat(found.vector()).containsExactly(kept, within(1e-6f));
                    assertThat(found.passage().similarity().orElseThrow())
                            .isCloseTo(VectorUtil.cosine(query, given), within(1e-5f));
                }
            }
        }
    }

    /** Documents one by one, so that there is more than one segment; some chunks are gone again. */
    private CollectionId filled(Distance distance, IndexProfile profile) {
        CollectionId id = newCollection();
        vectors.clear();
        store.createCollection(
                id, new CollectionSettings("test-model@1", DIMENSIONS, distance, profile, Map.of(), Chunking.USUAL));
        publish(id, 0, false);
        for (int document = 0; document < DOCUMENTS; document++) {
            publish(id, document, true);
        }
        return id;
    }

    private void publish(CollectionId id, int number, boolean lasting) {
        List<String> tags = number == 2 ? List.of("rare") : List.of();
        Document document =
                pending(id, "document-" + number, CHUNKS, new DocumentHeader("", "", "text/plain", tags, "", Map.of()));
        List<EmbeddedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            String text = number + "/" + i;
            float[] vector = vector();
            chunks.add(StoredDocuments.chunk(document, i, text, vector));
            if (lasting) {
                vectors.put(text, vector);
            }
        }
        store.accept(document, DocumentText.of("text"));
        store.addChunks(document, chunks);
        store.publish(document.ready(CHUNKS));
    }

    private float[] vector() {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) (random.nextGaussian() * (1 + i % 3));
        }
        return vector;
    }

    private float[] given(String text) {
        return Optional.ofNullable(vectors.get(text)).orElseThrow();
    }

    private List<String> found(CollectionId id, float[] query, Optional<Filter> filter) {
        SearchQuery all = SearchQuery.of("", query, LIMIT, 1);
        return store.search(id, filter.map(all::filtered).orElse(all)).passages().stream()
                .map(passage -> passage.text())
                .toList();
    }

    private List<String> nearest(Distance distance, float[] query, boolean rare) {
        return vectors.keySet().stream()
                .filter(text -> !rare || text.startsWith("2/"))
                .sorted(Comparator.comparingDouble(text -> -nearness(distance, query, given(text))))
                .limit(LIMIT)
                .toList();
    }

    private static double nearness(Distance distance, float[] one, float[] other) {
        return switch (distance) {
            case COSINE -> VectorUtil.cosine(one, other);
            case DOT -> VectorUtil.dotProduct(one, other);
            case EUCLIDEAN -> -VectorUtil.squareDistance(one, other);
        };
    }

    private static int common(List<String> found, List<String> expected) {
        return (int) found.stream().filter(expected::contains).count();
    }
}
