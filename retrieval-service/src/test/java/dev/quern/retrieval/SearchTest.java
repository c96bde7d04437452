package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.lucene.LuceneDocumentStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final CollectionId NOTES = new CollectionId("acme", "notes");
    private static final float[] NONE = {};

    @TempDir
    Path state;

    private final FakeEmbeddings embeddings = new FakeEmbeddings();
    private DocumentStore store;
    private Search search;

    @BeforeEach
    void open() {
        RetrievalConfig config = TestConfig.with();
        store = new LuceneDocumentStore(state, config.lucene());
        store.createCollection(NOTES, new CollectionSettings("words@1", FakeEmbeddings.DIMENSIONS));
        search = new Search(store, embeddings, config.search(), new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void namesTheFieldThatIsNotValid() {
        assertInvalid("query", () -> find(" ", NONE, 5, .7f));
        assertInvalid("query", () -> find("x".repeat(4001), NONE, 5, .7f));
        assertInvalid("limit", () -> find("mill", NONE, 0, .7f));
        assertInvalid("limit", () -> find("mill", NONE, 51, .7f));
        assertInvalid("alpha", () -> find("mill", NONE, 5, 1.1f));
        assertInvalid("alpha", () -> find("mill", NONE, 5, -.1f));
        assertInvalid("alpha", () -> find("mill", NONE, 5, Float.NaN));
        assertInvalid("vector", () -> find("mill", new float[3], 5, .7f));
        float[] infinite = new float[FakeEmbeddings.DIMENSIONS];
        infinite[7] = Float.NEGATIVE_INFINITY;
        assertInvalid("vector", () -> find("mill", infinite, 5, .7f));
    }

    @Test
    void saysThatThereIsNoSuchCollection() {
        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> search.find(
                        TestCalls.of("stranger"),
                        new CollectionId("stranger", "notes"),
                        "q",
                        NONE,
                        5,
                        Optional.empty()));

        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure.field()).contains("collection");
    }

    @Test
    void hasTheQueryEmbeddedOnlyWhenThatIsNeeded() {
        find("mill", NONE, 50, 0);
        find("mill", FakeEmbeddings.vector("mill"), 50, .7f);
        assertThat(embeddings.batches).isEmpty();

        find("mill", NONE, 1, .7f);
        assertThat(embeddings.batches).containsExactly(1);
    }

    @Test
    void refusesWhenTheModelOfTheCollectionIsGone() {
        embeddings.model = "words@2";

        QuernException failure = catchThrowableOfType(QuernException.class, () -> find("mill", NONE, 5, .7f));

        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
    }

    private SearchResult find(String query, float[] vector, int limit, float alpha) {
        return search.find(TestCalls.of("acme"), NOTES, query, vector, limit, Optional.of(alpha));
    }

    private static void assertInvalid(String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.field()).contains(field);
    }
}
