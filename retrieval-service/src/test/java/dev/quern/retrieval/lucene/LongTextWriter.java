package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.SETTINGS;
import static dev.quern.retrieval.StoredDocuments.pending;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.DocumentText;
import dev.quern.retrieval.TestConfig;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.IntStream;

/** Writes a text of many parts, reads it, and says how many characters of it were as they should be. */
final class LongTextWriter {
    private LongTextWriter() {}

    @SuppressWarnings("SystemOut") // how the test hears of it
    public static void main(String[] arguments) {
        int parts = Integer.parseInt(arguments[1]);
        CollectionId id = new CollectionId("acme", "notes");
        try (DocumentStore store =
                new LuceneDocumentStore(Path.of(arguments[0]), TestConfig.with().lucene())) {
            store.createCollection(id, SETTINGS);
            DocumentText text = () ->
                    IntStream.range(0, parts).mapToObj(LongTextWriter::part).iterator();
            store.accept(pending(id, "long", 0), text);
            long same = 0;
            int number = 0;
            Iterator<String> read =
                    store.text(new DocumentId(id, "long")).orElseThrow().parts();
            while (read.hasNext()) {
                String part = read.next();
                same += part.equals(part(number)) ? part.length() : 0;
                number++;
            }
            System.out.println(same);
        }
    }

    /** Not Latin-1: two bytes of memory and three of UTF-8 for each character. */
    private static String part(int number) {
        return ("世界 " + number + " ").repeat(DocumentText.LONGEST_PART / 20);
    }
}
