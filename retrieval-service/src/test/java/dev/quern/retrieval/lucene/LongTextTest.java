package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.newCollection;
import static dev.quern.retrieval.StoredDocuments.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongTextTest {
    @TempDir
    Path state;

    @Test
    void needsLessMemoryThanItsLength() throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "-Xmx72m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongTextWriter.class.getName(),
                        state.toString(),
                        "400")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = writer.inputReader()) {
            // 110 MB as a string.
            assertThat(Long.parseLong(output.readLine())).isGreaterThan(40_000_000);
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
    }

    @Test
    void othersGoOnWhileItIsRead() {
        CollectionId id = newCollection();
        try (DocumentStore store = open()) {
            store.createCollection(id, SETTINGS);
            Document other = pending(id, "short", 0);
            Iterator<String> parts = List.of("one", "two", "three").iterator();
            List<String> seen = new ArrayList<>();
            DocumentText slow = () -> new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return parts.hasNext();
                }

                @Override
                public String next() {
                    // A call of its own between two parts: it would wait for ever for a change that holds up others.
                    store.accept(other, DocumentText.of("short"));
                    store.document(new DocumentId(id, "long")).ifPresent(early -> seen.add(early.toString()));
                    return parts.next();
                }
            };

            store.accept(pending(id, "long", 0), slow);

            assertThat(seen).isEmpty();
            assertThat(store.text(new DocumentId(id, "long")).map(DocumentText::whole))
                    .contains("onetwothree");
            assertThat(store.unfinished()).hasSize(2);
        }
    }

    @Test
    void leavesNothingOfItselfWhenItIsNotTakenIn() throws IOException {
        CollectionId id = newCollection();
        Document document = pending(id, "long", 0);
        IndexSettings settings = new IndexSettings(TestConfig.with().lucene());
        Path folder = state.resolve("lucene/collections").resolve(StateFolder.nameOf(id));
        try (DocumentStore store = open()) {
            store.createCollection(id, SETTINGS);
        }
        // As if the process had been killed between two parts, after a commit for another change.
        try (CollectionIndex index = CollectionIndex.open(folder, settings)) {
            index.write(edit -> edit.await(document).isEmpty());
            index.addPart(TextParts.entry(document.generation(), 0, "one"));
            index.write(edit -> {
                edit.accept(pending(id, "other", 0), "other");
                return true;
            });
            assertThat(firstPart(index, document)).contains("one");
        }

        try (CollectionIndex index = CollectionIndex.open(folder, settings)) {
            assertThat(firstPart(index, document)).isEmpty();
            Set<String> arriving = index.read(snapshot -> snapshot.header().arriving());
            assertThat(arriving).isEmpty();
        }
        try (DocumentStore store = open()) {
            assertThat(store.document(document.id())).isEmpty();
            assertThat(store.text(new DocumentId(id, "other")).map(DocumentText::whole))
                    .contains("other");
        }
    }

    private static Optional<String> firstPart(CollectionIndex index, Document document) throws IOException {
        return index.read(snapshot -> snapshot.part(document.generation(), 0));
    }

    private DocumentStore open() {
        return new LuceneDocumentStore(state, TestConfig.with().lucene());
    }
}
