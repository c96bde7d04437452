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
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.TestConfig;
import dev.quern.retrieval.Ulids;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassageSearchTest {
    @TempDir
    Path folder;

    @Test
    void findsWhatIsPublishedWhileThousandsOfDocumentsAreIndexed() throws IOException {
        CollectionId id = newCollection();
        Document shown = pending(id, "shown", 1);
        Document waiting = pending(id, "waiting", 1);
        Set<String> hidden = Stream.concat(
                        Stream.of(waiting.generation()),
                        Stream.generate(Ulids::next).limit(5_000))
                .collect(Collectors.toSet());
        IndexSettings settings = new IndexSettings(TestConfig.with().lucene());
        Collection empty = new Collection(id, SETTINGS, Ulids.next(), 0, 0, Instant.EPOCH);
        CollectionIndex.create(folder, settings, new CollectionHeader(empty, hidden));
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
                SearchQuery query = new SearchQuery("red", new float[] {1, 0, 0}, 10, alpha);
                SearchResult found = index.read(
                        snapshot -> new PassageSearch(snapshot, settings.keywords(), () -> false).run(query));
                assertThat(found.passages()).extracting(Passage::text).containsExactly("red");
            }
        }
    }
}
