package dev.quern.retrieval;

import static dev.quern.retrieval.RebuildFixture.await;
import static dev.quern.retrieval.RebuildFixture.model;
import static dev.quern.retrieval.RebuildFixture.size;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RebuildsTest {
    private static final String TEXT = "A mill has stones.\nA river has fish.\n";

    private final RebuildFixture fixture = new RebuildFixture();
    private final MemoryStore store = fixture.store;
    private final CollectionId collection = fixture.collection;
    private final Rebuilds rebuilds = fixture.newRebuilds(Leases.NONE);

    @AfterEach
    void stop() throws InterruptedException {
        rebuilds.stop();
        fixture.workers.stop();
    }

    @Test
    void changesTheChunkingOfEveryDocument() {
        for (int i = 0; i < 20; i++) {
            fixture.index("document-" + i, TEXT);
        }
        List<String> before = fixture.names();
        String version = store.state(collection).orElseThrow().version();
        fixture.workers.start();

        rebuilds.begin(fixture.call, collection, size(100));

        await(() -> !fixture.isRebuilding());
        assertThat(fixture.settings().chunking()).isEqualTo(new Chunking(Chunking.Method.RECURSIVE, 100, 0));
        assertThat(fixture.names()).isEqualTo(before);
        assertThat(store.published(fixture.id("document-7"))).containsExactly(TEXT.strip());
        assertThat(store.collection(collection).orElseThrow().documents()).isEqualTo(20);
        assertThat(store.state(collection).orElseThrow().version()).isNotEqualTo(version);
        assertThat(rebuilds.of(collection)).isEmpty();
    }

    @Test
    void changesTheModel() {
        fixture.index("mill", TEXT);
        fixture.workers.start();

        rebuilds.begin(fixture.call, collection, model("other"));

        await(() -> !fixture.isRebuilding());
        assertThat(fixture.settings().embeddingModel()).isEqualTo("other@1");
        assertThat(store.published(fixture.id("mill"))).hasSize(2);
    }

    @Test
    void tellsHowFarItIs() {
        fixture.index("mill", TEXT);
        fixture.index("river", TEXT);

        rebuilds.begin(fixture.call, collection, size(100));

        Rebuild rebuild = rebuilds.of(collection).orElseThrow();
        assertThat(rebuild.settings().chunking().size()).isEqualTo(100);
        assertThat(rebuild.documentsDone()).isZero();
        assertThat(rebuild.documentsTotal()).isEqualTo(2);
        assertThat(rebuild.documentsFailed()).isZero();
        assertThat(rebuild.problem()).isEmpty();
        assertThat(rebuilds.underWay()).containsExactly(collection);
        assertThat(store.published(fixture.id("mill"))).hasSize(2);
    }

    @Test
    void neverHasMoreWaitingThanItMay() {
        for (int i = 0; i < 20; i++) {
            fixture.index("document-" + i, TEXT);
        }

        rebuilds.begin(fixture.call, collection, size(100));

        await(() -> !store.unfinished().isEmpty());
        for (int i = 0; i < 1000; i++) {
            assertThat(store.unfinished().size()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void refusesWhatIsNoRebuild() {
        assertFailure(ErrorCode.INVALID_ARGUMENT, "settings", collection, size(20));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "embedding_model", collection, model("unheard-of"));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "chunking.size", collection, size(5));
        assertFailure(ErrorCode.NOT_FOUND, "collection", new CollectionId(collection.tenant(), "none"), size(100));
        fixture.embeddings.model = "words@2";
        assertFailure(ErrorCode.CONFLICT, "collection", collection, size(100));
        assertThat(fixture.isRebuilding()).isFalse();
    }

    @Test
    void rebuildsACollectionOnceAtATime() {
        fixture.index("mill", TEXT);
        rebuilds.begin(fixture.call, collection, size(100));

        assertFailure(ErrorCode.CONFLICT, "collection", collection, size(50));

        assertThat(store.state(collection.asSuccessor())
                        .orElseThrow()
                        .settings()
                        .chunking()
                        .size())
                .isEqualTo(100);
    }

    @Test
    void leavesTheCollectionAsItIsWhenItIsCancelled() {
        fixture.index("mill", TEXT);
        rebuilds.begin(fixture.call, collection, size(100));
        await(() -> !store.unfinished().isEmpty());

        rebuilds.cancel(collection);

        assertThat(rebuilds.of(collection)).isEmpty();
        assertThat(store.unfinished()).isEmpty();
        assertThat(fixture.settings().chunking()).isEqualTo(RebuildFixture.SMALL);
        assertThat(store.published(fixture.id("mill"))).hasSize(2);
        QuernException failure = catchThrowableOfType(QuernException.class, () -> rebuilds.cancel(collection));
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        fixture.workers.start();
        rebuilds.begin(fixture.call, collection, size(50));
        await(() -> fixture.settings().chunking().size() == 50);
    }

    @Test
    void goesOnWithWhatAnotherProcessBegan() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            fixture.index("document-" + i, TEXT);
        }
        rebuilds.begin(fixture.call, collection, size(100));
        await(() -> !store.unfinished().isEmpty());
        rebuilds.stop();
        assertThat(fixture.isRebuilding()).isTrue();
        Rebuilds next = fixture.newRebuilds(Leases.NONE);
        fixture.workers.start();

        next.start();

        await(() -> !fixture.isRebuilding());
        assertThat(store.collection(collection).orElseThrow().documents()).isEqualTo(20);
        next.stop();
    }

    @Test
    void leavesARebuildThatAnotherIsAt() throws InterruptedException {
        fixture.index("mill", TEXT);
        fixture.workers.start();
        List<String> asked = new ArrayList<>();
        AtomicBoolean free = new AtomicBoolean();
        Rebuilds second = fixture.newRebuilds(work -> {
            synchronized (asked) {
                asked.add(work);
            }
            return free.get() ? Optional.of(Leases.Lease.ALWAYS) : Optional.empty();
        });
        second.start();
        second.begin(fixture.call, collection, size(100));
        await(() -> {
            synchronized (asked) {
                return asked.size() > 2;
            }
        });
        assertThat(fixture.isRebuilding()).isTrue();

        free.set(true);

        await(() -> !fixture.isRebuilding());
        assertThat(asked).allMatch(work -> work.equals(asked.getFirst()));
        second.stop();
    }

    @Test
    void doesNotChangeOverWhileASearchableDocumentCannotBeIndexed() {
        fixture.index("mill", TEXT);
        fixture.index("river", TEXT);
        fixture.workers.start();
        AtomicBoolean broken = new AtomicBoolean(true);
        fixture.embeddings.beforeEmbedding = () -> {
            if (broken.get()) {
                throw new QuernException(ErrorCode.UNPROCESSABLE, "Nobody can embed this.");
            }
        };

        rebuilds.start();
        rebuilds.begin(fixture.call, collection, model("other"));

        await(() -> rebuilds.of(collection).orElseThrow().documentsFailed() == 2);
        assertThat(rebuilds.of(collection).flatMap(Rebuild::problem).orElse(""))
                .contains("river")
                .contains("Nobody can embed this.");
        assertThat(store.published(fixture.id("mill"))).hasSize(2);
        broken.set(false);
        await(() -> !fixture.isRebuilding());
        assertThat(fixture.settings().embeddingModel()).isEqualTo("other@1");
        assertThat(store.published(fixture.id("river"))).hasSize(2);
    }

    @Test
    void doesNotChangeOverWhileTheTextThatIsSearchableWouldBeLost() {
        fixture.index("mill", TEXT);
        store.update(fixture.accept("mill", "A new text.").failed("It was broken."));
        fixture.workers.start();
        AtomicBoolean broken = new AtomicBoolean(true);
        fixture.embeddings.beforeEmbedding = () -> {
            if (broken.get()) {
                throw new QuernException(ErrorCode.UNPROCESSABLE, "Nobody can embed this.");
            }
        };
        rebuilds.start();

        rebuilds.begin(fixture.call, collection, size(100));

        await(() ->
                !fixture.isRebuilding() || rebuilds.of(collection).orElseThrow().documentsFailed() == 1);
        assertThat(rebuilds.of(collection).flatMap(Rebuild::problem).orElse("")).contains("mill");
        assertThat(store.published(fixture.id("mill"))).hasSize(2);
        broken.set(false);
        await(() -> !fixture.isRebuilding());
        assertThat(store.published(fixture.id("mill"))).containsExactly("A new text.");
    }

    @Test
    void goesOnShowingAnOldTextWhileTheNewOneIsIndexed() {
        fixture.index("mill", TEXT);
        fixture.accept("mill", "A new text.");

        rebuilds.begin(fixture.call, collection, size(100));

        await(() -> !fixture.isRebuilding()
                || store.document(new DocumentId(collection.asSuccessor(), "mill"))
                        .isPresent());
        for (int i = 0; i < 1000; i++) {
            assertThat(store.published(fixture.id("mill"))).hasSize(2);
        }
        fixture.workers.start();
        await(() -> !fixture.isRebuilding());
        assertThat(store.published(fixture.id("mill"))).containsExactly("A new text.");
    }

    @Test
    void rebuildsOthersWhileTheModelsOfSomeAreAway() {
        CollectionSettings away = CollectionSettings.of("away@1", FakeEmbeddings.DIMENSIONS);
        List<CollectionId> stuck = List.of(fixture.add("one"), fixture.add("two"));
        stuck.forEach(id -> store.createCollection(id.asSuccessor(), away));
        fixture.index("mill", TEXT);
        fixture.workers.start();
        rebuilds.start();
        await(() -> stuck.stream().allMatch(id -> problem(id).contains("away@1")));

        rebuilds.begin(fixture.call, collection, size(100));

        await(() -> !fixture.isRebuilding());
        assertThat(store.rebuilding()).containsExactlyInAnyOrderElementsOf(stuck);
    }

    @Test
    void saysThatARebuildWaitsForOthers() {
        List<CollectionId> all = List.of(fixture.add("one"), fixture.add("two"), fixture.add("three"));
        all.forEach(id -> rebuilds.begin(fixture.call, id, size(100)));

        await(() -> all.stream()
                        .filter(id -> problem(id).contains("other rebuilds"))
                        .count()
                == 1);

        rebuilds.start();
        fixture.workers.start();
        await(() -> store.rebuilding().isEmpty());
    }

    @Test
    void changesOverThoughDocumentsChangeAllTheTime() {
        List<String> names = List.of("one", "two", "three", "four", "five");
        names.forEach(name -> fixture.index(name, TEXT));
        AtomicInteger looks = new AtomicInteger();
        DocumentStore busy = WatchedStore.of(store, (method, arguments) -> {
            // The last look is from within the change-over, when nothing can change.
            if (method.equals("documents") && collection.equals(arguments[0]) && !store.isChangingOver()) {
                looks.incrementAndGet();
                names.forEach(name -> fixture.index(name, "Text " + looks.get() + "."));
            }
        });
        Rebuilds others = fixture.newRebuilds(Leases.NONE, busy);
        fixture.workers.start();

        others.begin(fixture.call, collection, size(100));

        await(() -> !fixture.isRebuilding());
        assertThat(looks).hasValueGreaterThan(2);
        assertThat(store.published(fixture.id("five"))).containsExactly("Text " + looks.get() + ".");
    }

    @Test
    void asksForFewPagesOfALargeCollection() {
        store.createCollection(collection.asSuccessor(), fixture.settings());
        for (int i = 0; i < 1000; i++) {
            fixture.accept("document-" + i, "text");
        }
        AtomicInteger pages = new AtomicInteger();
        DocumentStore counted = WatchedStore.of(store, (method, _) -> {
            if (method.equals("documents")) {
                pages.incrementAndGet();
            }
        });

        Differences differences = Differences.between(counted, collection);

        assertThat(differences.changed()).hasSize(1000);
        assertThat(pages).hasValue(2);
    }

    @Test
    void waitsForAModelThatIsAwayAndSaysSo() {
        fixture.index("mill", TEXT);
        fixture.workers.start();
        store.createCollection(collection.asSuccessor(), CollectionSettings.of("away@1", FakeEmbeddings.DIMENSIONS));

        rebuilds.start();

        await(() -> rebuilds.of(collection).flatMap(Rebuild::problem).orElse("").contains("away@1"));
        assertThat(store.unfinished()).isEmpty();
        assertThat(store.published(fixture.id("mill"))).hasSize(2);
        fixture.embeddings.otherModels = List.of("away@1");
        await(() -> !fixture.isRebuilding());
        assertThat(store.published(fixture.id("mill"))).containsExactly(TEXT.strip());
    }

    @Test
    void bringsWhatChangesMeanwhile() {
        fixture.index("kept", TEXT);
        fixture.index("changed", TEXT);
        fixture.index("deleted", TEXT);
        rebuilds.begin(fixture.call, collection, size(100));
        await(() -> !store.unfinished().isEmpty());

        fixture.index("new", "A new text.");
        fixture.index("changed", "Another text.");
        store.delete(fixture.id("deleted"));
        fixture.workers.start();

        await(() -> !fixture.isRebuilding());
        assertThat(fixture.names()).containsExactly("changed", "new", "kept");
        assertThat(store.published(fixture.id("changed"))).containsExactly("Another text.");
        assertThat(store.published(fixture.id("new"))).containsExactly("A new text.");
    }

    @Test
    void bringsFailedAndWaitingDocumentsToo() {
        Document failed = fixture.accept("failed", "text");
        store.update(failed.failed("It was broken."));
        fixture.accept("waiting", "text");

        rebuilds.begin(fixture.call, collection, size(100));
        await(() -> store.document(new DocumentId(collection.asSuccessor(), "failed"))
                        .isPresent()
                || !fixture.isRebuilding());
        fixture.workers.start();

        await(() -> !fixture.isRebuilding());
        await(() -> store.unfinished().isEmpty());
        assertThat(fixture.names()).containsExactly("waiting", "failed");
        assertThat(store.published(fixture.id("waiting"))).containsExactly("text");
        assertThat(store.published(fixture.id("failed"))).containsExactly("text");
    }

    @Test
    void forgetsTheRebuildOfACollectionThatIsDeleted() {
        fixture.index("mill", TEXT);
        rebuilds.begin(fixture.call, collection, size(100));

        new Catalogue(store, fixture.embeddings, Chunking.USUAL).delete(collection);

        assertThat(fixture.isRebuilding()).isFalse();
        assertThat(store.rebuilding()).isEmpty();
    }

    private String problem(CollectionId id) {
        return rebuilds.of(id).flatMap(Rebuild::problem).orElse("");
    }

    private void assertFailure(ErrorCode code, String field, CollectionId id, RebuildChoice choice) {
        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> rebuilds.begin(fixture.call, id, choice));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field()).contains(field);
    }
}
