package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;

/** The documents of one snapshot, newest generation first; a part is named by the generation that ends it. */
final class DocumentList {
    /** A generation is a ULID: alphabetical order is the order of acceptance. */
    private static final Sort NEWEST_FIRST = new Sort(new SortField(Fields.ACCEPTED, SortField.Type.STRING, true));

    private static final FilterQuery FILTERS = new FilterQuery(FilterTarget.DOCUMENTS);

    private final Snapshot snapshot;

    DocumentList(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    Page<Document> page(Optional<Filter> filter, int limit, Optional<String> after) throws IOException {
        IndexSearcher searcher = new IndexSearcher(snapshot.reader());
        Query query = filter.map(FILTERS::of).orElseGet(FilterTarget.DOCUMENTS::all);
        ScoreDoc[] found = snapshot.reader().maxDoc() == 0
                ? new ScoreDoc[0]
                : searcher.searchAfter(after.map(this::end).orElse(null), query, limit + 1, NEWEST_FIRST).scoreDocs;
        StoredFields stored = searcher.storedFields();
        List<Document> documents = new ArrayList<>();
        for (ScoreDoc one : found) {
            if (documents.size() < limit) {
                documents.add(StoredRecord.of(snapshot.header().collection().id(), stored.document(one.doc))
                        .document());
            }
        }
        Optional<String> next =
                found.length > limit ? Optional.of(documents.getLast().generation()) : Optional.empty();
        return new Page<>(documents, next);
    }

    /** Where everything up to this generation has been seen: the last entry of all, as there is no other like it. */
    private FieldDoc end(String generation) {
        return new FieldDoc(snapshot.reader().maxDoc() - 1, Float.NaN, new Object[] {new BytesRef(generation)});
    }
}
