package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchingTest {
    private final MemoryStore store = new MemoryStore();
    private final CollectionId collection = StoredDocuments.newCollection();
    private final Call call = TestCalls.of(collection.tenant());
    private final Watching watching = new Watching(store, 1);
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void makeCollection() {
        store.createCollection(collection, StoredDocuments.SETTINGS);
    }

    @Test
    void showsEveryChangeUntilNothingMoreCanHappen() throws InterruptedException {
        Document mill = accept("mill");
        Document river = accept("river");
        accept("gone");

        watching.watch(call, collection, List.of("mill", "river", "gone", "never-there"), (id, now) -> {
            String what = now.map(document -> document.state() + " " + document.chunksDone())
                    .orElse("gone");
            seen.add(id.name() + " " + what);
            switch (seen.size()) {
                case 4 -> store.update(mill.indexing(1, 2));
                case 5 -> store.publish(mill.ready(2));
                case 6 -> store.update(river.failed("broken"));
                case 7 -> store.delete(new DocumentId(collection, "gone"));
                default -> {}
            }
        });

        assertThat(seen)
                .containsExactly(
                        "mill PENDING 0",
                        "river PENDING 0",
                        "gone PENDING 0",
                        "never-there gone",
                        "mill INDEXING 1",
                        "mill READY 2",
                        "river FAILED 0",
                        "gone gone");
    }

    @Test
    void endsWithTheDeadline() {
        accept("mill");
        Call brief = new Call(call.credential(), Deadline.after(Duration.ofMillis(1)), call.traceId());

        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> watching.watch(brief, collection, List.of("mill"), (_, _) -> {}));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void refusesMoreWatchersThanThereMayBeAndTakesThemLater() throws InterruptedException {
        watching.watch(call, collection, List.of("none"), (_, _) -> {
            QuernException failure = catchThrowableOfType(
                    QuernException.class, () -> watching.watch(call, collection, List.of("none"), (_, _) -> {}));
            assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
            seen.add("refused");
        });

        watching.watch(call, collection, List.of("none"), (_, _) -> seen.add("taken"));

        assertThat(seen).containsExactly("refused", "taken");
    }

    @Test
    void refusesWhatCannotBeWatched() {
        assertRefused(ErrorCode.INVALID_ARGUMENT, "document_ids", collection, List.of());
        assertRefused(ErrorCode.INVALID_ARGUMENT, "document_ids", collection, Collections.nCopies(101, "mill"));
        assertRefused(ErrorCode.INVALID_ARGUMENT, "document_id", collection, List.of("../mill"));
        assertRefused(
                ErrorCode.NOT_FOUND, "collection", new CollectionId(collection.tenant(), "none"), List.of("mill"));
    }

    @Test
    void takesAHundredDocuments() throws InterruptedException {
        List<String> names =
                IntStream.range(0, 100).mapToObj(i -> "document-" + i).toList();

        watching.watch(call, collection, names, (id, _) -> seen.add(id.name()));

        assertThat(seen).isEqualTo(names);
    }

    private void assertRefused(ErrorCode code, String field, CollectionId id, List<String> names) {
        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> watching.watch(call, id, names, (_, _) -> {}));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field()).contains(field);
    }

    private Document accept(String name) {
        Document document = StoredDocuments.pending(collection, name, 0);
        store.accept(document, DocumentText.of("text"));
        return document;
    }
}
