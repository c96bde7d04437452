package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private static final CollectionId NOTES = new CollectionId("acme", "notes");
    private static final Map<String, FieldType> YEAR = Map.of("year", FieldType.NUMBER);

    private final MemoryStore store = new MemoryStore();
    private final FakeEmbeddings embeddings = new FakeEmbeddings();
    private final Catalogue catalogue = new Catalogue(store, embeddings, Chunking.USUAL);
    private final Documents documents = new Documents(store);
    private final Call call = TestCalls.of("acme");

    @Test
    void makesACollectionWithTheModelThatIsWanted() {
        embeddings.otherModels = List.of("other@1");

        Collection made = catalogue.create(
                call, new NewCollection(NOTES, "other", Distance.DOT, IndexProfile.HNSW, YEAR, ChunkingChoice.NONE));

        assertThat(made.settings())
                .isEqualTo(new CollectionSettings(
                        "other@1", FakeEmbeddings.DIMENSIONS, Distance.DOT, IndexProfile.HNSW, YEAR, Chunking.USUAL));
        assertThat(documents.collection(NOTES)).isEqualTo(made);
    }

    @Test
    void takesTheDefaultModelWhenNobodyNamesOne() {
        assertThat(create("").settings().embeddingModel()).isEqualTo("words@1");
    }

    @Test
    void makesNoneWithAModelThatIsNotToBeHad() {
        assertFailure(ErrorCode.INVALID_ARGUMENT, "embedding_model", () -> create("unheard-of"));

        assertThat(store.collection(NOTES)).isEmpty();
    }

    @Test
    void theSameOnceMoreIsTheOneThatIsThere() {
        Collection made = create("words");

        assertThat(create("words@1")).isEqualTo(made);
    }

    @Test
    void anotherOfTheSameNameIsAConflictAndChangesNothing() {
        embeddings.otherModels = List.of("other@1");
        Collection made = create("");

        assertConflict("embedding model", "other", Distance.COSINE, IndexProfile.AUTOMATIC, YEAR);
        assertConflict("distance", "", Distance.DOT, IndexProfile.AUTOMATIC, YEAR);
        assertConflict("profile", "", Distance.COSINE, IndexProfile.EXACT, YEAR);
        assertConflict("fields", "", Distance.COSINE, IndexProfile.AUTOMATIC, Map.of());
        assertThat(documents.collection(NOTES)).isEqualTo(made);
    }

    @Test
    void cutsAsConfiguredUnlessSomebodyWantsItOtherwise() {
        Chunking usual = new Chunking(Chunking.Method.SENTENCES, 500, 100);
        Catalogue configured = new Catalogue(store, embeddings, usual);

        assertThat(configured.create(call, cut(ChunkingChoice.NONE)).settings().chunking())
                .isEqualTo(usual);
        QuernException failure = assertFailure(
                ErrorCode.CONFLICT,
                "name",
                () -> configured.create(
                        call, cut(new ChunkingChoice(Optional.empty(), OptionalInt.of(300), OptionalInt.empty()))));
        assertThat(failure.text()).contains("chunking");
    }

    private static NewCollection cut(ChunkingChoice chunking) {
        return new NewCollection(NOTES, "", Distance.COSINE, IndexProfile.AUTOMATIC, Map.of(), chunking);
    }

    @Test
    void listsWhatATenantHasInParts() {
        List.of("c", "a", "b").forEach(name -> create(new CollectionId("acme", name)));
        create(new CollectionId("other", "d"));

        Page<Collection> first = catalogue.list("acme", 2, Optional.empty());
        Page<Collection> second = catalogue.list("acme", 2, first.next());

        assertThat(first.items()).extracting(found -> found.id().name()).containsExactly("a", "b");
        assertThat(second.items()).extracting(found -> found.id().name()).containsExactly("c");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void deletesWhatIsThereAndSaysSoWhenThereIsNothing() {
        create("");

        catalogue.delete(NOTES);

        assertFailure(ErrorCode.NOT_FOUND, "collection", () -> catalogue.delete(NOTES));
        assertFailure(ErrorCode.NOT_FOUND, "collection", () -> documents.collection(NOTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Year", "1st", "_a", "a-b", "a.b", "größe", "abcdefghijklmnopqrstuvwxyz0123456"})
    void refusesAFieldWhoseNameIsNone(String name) {
        assertFailure(ErrorCode.INVALID_ARGUMENT, "fields", () -> declaring(Map.of(name, FieldType.TEXT)));
    }

    @Test
    void takesThirtyTwoFieldsAndNoMore() {
        assertThat(declaring(fields(32)).fields()).hasSize(32);
        assertFailure(ErrorCode.INVALID_ARGUMENT, "fields", () -> declaring(fields(33)));
    }

    private static Map<String, FieldType> fields(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "f" + i, _ -> FieldType.TEXT));
    }

    private static NewCollection declaring(Map<String, FieldType> fields) {
        return new NewCollection(NOTES, "", Distance.COSINE, IndexProfile.AUTOMATIC, fields, ChunkingChoice.NONE);
    }

    private Collection create(String model) {
        return catalogue.create(
                call,
                new NewCollection(NOTES, model, Distance.COSINE, IndexProfile.AUTOMATIC, YEAR, ChunkingChoice.NONE));
    }

    private void create(CollectionId id) {
        catalogue.create(
                call,
                new NewCollection(id, "", Distance.COSINE, IndexProfile.AUTOMATIC, Map.of(), ChunkingChoice.NONE));
    }

    private void assertConflict(
            String difference, String model, Distance distance, IndexProfile profile, Map<String, FieldType> fields) {
        QuernException failure = assertFailure(
                ErrorCode.CONFLICT,
                "name",
                () -> catalogue.create(
                        call, new NewCollection(NOTES, model, distance, profile, fields, ChunkingChoice.NONE)));
        assertThat(failure.text()).contains(difference);
    }

    private static QuernException assertFailure(ErrorCode code, String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field()).contains(field);
        return failure;
    }
}
