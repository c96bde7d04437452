package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.FieldExistsQuery;
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

    /** @param states the states that fit; all when it is empty */
    Page<Document> page(Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after)
            throws IOException {
        Query query = query(filter, states);
        List<Document> documents = new ArrayList<>();
        Optional<String> end = after;
        while (true) {
            List<Document> some = read(query, limit + 1, end);
            for (Document one : some) {
                if (states.isEmpty() || states.contains(one.state())) {
                    if (documents.size() == limit) {
                        return new Page<>(
                                documents, Optional.of(documents.getLast().generation()));
                    }
                    documents.add(one);
                }
            }
            if (some.size() <= limit) {
                return new Page<>(documents, Optional.empty());
            }
            end = Optional.of(some.getLast().generation());
        }
    }

    /** Finds also what does not tell its state to a query: those that fit are picked out of what was read. */
    private static Query query(Optional<Filter> filter, Set<DocumentState> states) {
        Query wanted = filter.map(FILTERS::of).orElseGet(FilterTarget.DOCUMENTS::all);
        if (states.isEmpty()) {
            return wanted;
        }
        List<BytesRef> names =
                states.stream().map(state -> new BytesRef(state.name())).toList();
        Query silent = new BooleanQuery.Builder()
                .add(FilterTarget.DOCUMENTS.all(), Occur.FILTER)
                .add(new FieldExistsQuery(Fields.STATE), Occur.MUST_NOT)
                .build();
        Query inState = new BooleanQuery.Builder()
                .add(KeywordField.newSetQuery(Fields.STATE, names), Occur.SHOULD)
                .add(silent, Occur.SHOULD)
                .build();
        return new BooleanQuery.Builder()
                .add(wanted, Occur.FILTER)
                .add(inState, Occur.FILTER)
                .build();
    }

    private List<Document> read(Query query, int limit, Optional<String> after) throws IOException {
        if (snapshot.reader().maxDoc() == 0) {
            return List.of();
        }
        IndexSearcher searcher = new IndexSearcher(snapshot.reader());
        ScoreDoc[] found =
                searcher.searchAfter(after.map(this::end).orElse(null), query, limit, NEWEST_FIRST).scoreDocs;
        StoredFields stored = searcher.storedFields();
        List<Document> documents = new ArrayList<>(found.length);
        for (ScoreDoc one : found) {
            documents.add(StoredRecord.of(snapshot.header().collection().id(), stored.document(one.doc))
                    .document());
        }
        return documents;
    }

    /** Where everything up to this generation has been seen: the last entry of all, as there is no other like it. */
    private FieldDoc end(String generation) {
        return new FieldDoc(snapshot.reader().maxDoc() - 1, Float.NaN, new Object[] {new BytesRef(generation)});
    }
}
