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
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassageSearchTest {
    private static final int READERS = 4;

    private final CollectionId id = newCollection();
    private final IndexSettings settings = new IndexSettings(TestConfig.with().lucene());
    private final Collection empty = new Collection(id, SETTINGS, Ulids.next(), 0, 0, 0, List.of(), Instant.EPOCH);
    private final Document shown = pending(id, "shown", 1);
    private final Document waiting = pending(id, "waiting", 1);

    @TempDir
    Path folder;

    @Test
    void findsWhatIsPublishedWhileThousandsOfDocumentsAreIndexed() throws IOException {
        Set<String> hidden = Stream.concat(
                        Stream.of(waiting.generation()),
                        Stream.generate(Ulids::next).limit(5_000))
                .collect(Collectors.toSet());
        CollectionIndex.create(folder, settings, new CollectionHeader(empty, hidden, Set.of()));
        try (CollectionIndex index = CollectionIndex.open(folder, settings)) {
            index.write(edit -> {
                edit.accept(shown, "red");
                edit.addChunks(shown, List.of(chunk(shown, 0, "red", 1, 0, 0)));
                edit.publish(shown.ready(1));
                edit.accept(waiting, "red");
                edit.addChunks(waiting, List.of(chunk(waiting, 0, "red too", 1, 0, 0)));
                return true;
            });

            for (float alpha : new float[] {0, .7f, 1}) {
                SearchQuery query = SearchQuery.of("red", new float[] {1, 0, 0}, 10, alpha);
                List<String> found = index.read(snapshot -> search(snapshot, query));
                assertThat(found).containsExactly("red");
            }
        }
    }

    @Test
    void searchesThatMeetANewCommitTogetherAllSeeIt() throws Exception {
        CollectionIndex.create(folder, settings, new CollectionHeader(empty, Set.of(Ulids.next()), Set.of()));
        try (CollectionIndex index = CollectionIndex.open(folder, settings);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int commit = 1; commit <= 300; commit++) {
                Document document = pending(id, "document", commit);
                String text = "red " + commit;
                index.write(edit -> {
                    edit.accept(document, text);
                    edit.addChunks(document, List.of(chunk(document, 0, text, 1, 0, 0)));
                    edit.publish(document.ready(1));
                    return true;
                });

                SearchQuery query = SearchQuery.of("red", new float[] {1, 0, 0}, 10, .5f);
                Callable<List<String>> search = () -> index.read(snapshot -> search(snapshot, query));
                for (Future<List<String>> found : executor.invokeAll(Collections.nCopies(READERS, search))) {
                    assertThat(found.get()).containsExactly(text);
                }
            }
        }
    }

    private List<String> search(Snapshot snapshot, SearchQuery query) throws IOException {
        return new PassageSearch(snapshot, settings, () -> false)
                .run(query).passages().stream().map(Passage::text).toList();
    }
}
