package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Collection;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;

/**
 * An index as one commit left it: header and entries belong together.
 *
 * @param collection what a caller is told about it, with the size of its folder just after the commit
 */
record Snapshot(DirectoryReader reader, CollectionHeader header, Collection collection) {

    static Snapshot of(DirectoryReader reader) throws IOException {
        CollectionHeader header =
                CollectionHeader.fromUserData(reader.getIndexCommit().getUserData());
        return new Snapshot(reader, header, header.described(bytes(reader.directory())));
    }

    /** The size of an index's folder. */
    static long bytes(Directory directory) throws IOException {
        long bytes = 0;
        for (String file : directory.listAll()) {
            try {
                bytes += directory.fileLength(file);
            } catch (NoSuchFileException | FileNotFoundException e) {
                // A merge has replaced it meanwhile.
            }
        }
        return bytes;
    }

    Optional<StoredRecord> record(String name) throws IOException {
        List<StoredRecord> records = records(Fields.RECORD, name);
        return records.isEmpty() ? Optional.empty() : Optional.of(records.getFirst());
    }

    Optional<String> text(String name) throws IOException {
        List<Document> parts = entries(Fields.TEXT_OF, name);
        return parts.isEmpty() ? Optional.empty() : Optional.of(TextParts.join(parts));
    }

    List<StoredRecord> unfinished() throws IOException {
        return records(Fields.UNFINISHED, "1");
    }

    private List<StoredRecord> records(String field, String value) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        for (Document fields : entries(field, value)) {
            records.add(StoredRecord.of(header.collection().id(), fields));
        }
        return records;
    }

    private List<Document> entries(String field, String value) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        TermQuery query = new TermQuery(new Term(field, value));
        int count = searcher.count(query);
        if (count == 0) {
            return List.of();
        }
        StoredFields stored = searcher.storedFields();
        List<Document> entries = new ArrayList<>(count);
        for (ScoreDoc found : searcher.search(query, count).scoreDocs) {
            entries.add(stored.document(found.doc));
        }
        return entries;
    }
}
