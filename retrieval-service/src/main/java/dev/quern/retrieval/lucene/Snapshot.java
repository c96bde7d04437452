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
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.Bits;

/** An index as one commit left it: header and entries belong together. */
record Snapshot(DirectoryReader reader, CollectionHeader header) {

    static Snapshot of(DirectoryReader reader) throws IOException {
        return new Snapshot(
                reader, CollectionHeader.fromUserData(reader.getIndexCommit().getUserData()));
    }

    /** What a caller is told about it, with the size of the commit's files. */
    Collection collection() throws IOException {
        return header.described(
                bytes(reader.directory(), reader.getIndexCommit().getFileNames()));
    }

    /** The size of these of an index's files: without those of merges under way, and of commits before. */
    static long bytes(Directory directory, Iterable<String> files) throws IOException {
        long bytes = 0;
        for (String file : files) {
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

    Optional<String> part(String generation, int number) throws IOException {
        return entries(TextParts.one(generation, number)).stream()
                .map(TextParts::text)
                .findFirst();
    }

    /** A text of the old kind. */
    String oldText(String name) throws IOException {
        return TextParts.joinOld(entries(TextParts.allOld(name)));
    }

    List<StoredRecord> unfinished() throws IOException {
        return records(Fields.UNFINISHED, "1");
    }

    int count(Query query) throws IOException {
        return new IndexSearcher(reader).count(query);
    }

    private List<StoredRecord> records(String field, String value) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        for (Document fields : entries(new Term(field, value))) {
            records.add(StoredRecord.of(header.collection().id(), fields));
        }
        return records;
    }

    /** Segment by segment, without a search: there may be many small ones, and each has a few of these at the most. */
    private List<Document> entries(Term key) throws IOException {
        List<Document> entries = new ArrayList<>();
        for (LeafReaderContext segment : reader.leaves()) {
            PostingsEnum found = segment.reader().postings(key, PostingsEnum.NONE);
            if (found != null) {
                Bits live = segment.reader().getLiveDocs();
                StoredFields stored = segment.reader().storedFields();
                for (int entry = found.nextDoc(); entry != DocIdSetIterator.NO_MORE_DOCS; entry = found.nextDoc()) {
                    if (live == null || live.get(entry)) {
                        entries.add(stored.document(entry));
                    }
                }
            }
        }
        return entries;
    }
}
