package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Collection;
import java.io.IOException;
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

/** An index as one commit left it: header and entries belong together. */
record Snapshot(DirectoryReader reader, CollectionHeader header) {

    static Snapshot of(DirectoryReader reader) throws IOException {
        return new Snapshot(
                reader, CollectionHeader.fromUserData(reader.getIndexCommit().getUserData()));
    }

    Collection collection() {
        return header.collection();
    }

    Optional<StoredRecord> record(String name) throws IOException {
        return entries(Fields.RECORD, name).stream()
                .findFirst()
                .map(fields -> StoredRecord.of(collection().id(), fields));
    }

    Optional<String> text(String name) throws IOException {
        List<Document> parts = entries(Fields.TEXT_OF, name);
        return parts.isEmpty() ? Optional.empty() : Optional.of(TextParts.join(parts));
    }

    List<StoredRecord> unfinished() throws IOException {
        return entries(Fields.UNFINISHED, "1").stream()
                .map(fields -> StoredRecord.of(collection().id(), fields))
                .toList();
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
