package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Passage;
import dev.quern.retrieval.SearchQuery;
import dev.quern.retrieval.SearchResult;
import dev.quern.retrieval.lucene.RelativeScores.Fused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/** One hybrid search over one snapshot: nearest vectors and best-matching words, fused by relative score. */
final class PassageSearch {
    /** How many each list holds before they are fused: enough that a passage that is good in both is in both. */
    private static final int LEAST_CANDIDATES = 50;

    private static final int CANDIDATES_PER_RESULT = 4;

    private final Snapshot snapshot;
    private final KeywordQuery keywords;
    private final IndexSearcher searcher;

    PassageSearch(Snapshot snapshot, KeywordQuery keywords, BooleanSupplier abandoned) {
        this.snapshot = snapshot;
        this.keywords = keywords;
        searcher = new IndexSearcher(snapshot.reader());
        searcher.setTimeout(abandoned::getAsBoolean);
    }

    SearchResult run(SearchQuery query) throws IOException {
        int candidates = Math.max(LEAST_CANDIDATES, CANDIDATES_PER_RESULT * query.limit());
        float[] vector = query.alpha() > 0 ? StoredChunk.unit(query.vector()) : new float[0];
        ScoreDoc[] near = query.alpha() > 0 ? nearest(vector, candidates) : new ScoreDoc[0];
        ScoreDoc[] worded = query.alpha() < 1 ? worded(query.text(), candidates) : new ScoreDoc[0];
        StoredFields stored = searcher.storedFields();
        List<Passage> passages = new ArrayList<>();
        for (Fused found : RelativeScores.fuse(near, worded, query.alpha(), query.limit())) {
            Optional<Float> similarity =
                    query.alpha() > 0 ? Optional.of(cosine(vector, found.entry())) : Optional.empty();
            passages.add(StoredChunk.toPassage(stored.document(found.entry()), found.score(), similarity));
        }
        return new SearchResult(passages, snapshot.collection().version());
    }

    private ScoreDoc[] nearest(float[] vector, int candidates) throws IOException {
        return searcher.search(new KnnFloatVectorQuery(Fields.VECTOR, vector, candidates, visible()), candidates)
                .scoreDocs;
    }

    private ScoreDoc[] worded(String text, int candidates) throws IOException {
        Query words = keywords.of(text);
        Query visible = visible();
        Query query = visible == null
                ? words
                : new BooleanQuery.Builder()
                        .add(words, Occur.MUST)
                        .add(visible, Occur.FILTER)
                        .build();
        return searcher.search(query, candidates).scoreDocs;
    }

    /** Everything but the generations that are not published yet; null when there are none, which is quicker. */
    private @Nullable Query visible() {
        if (snapshot.header().hidden().isEmpty()) {
            return null;
        }
        List<BytesRef> hidden =
                snapshot.header().hidden().stream().map(BytesRef::new).toList();
        // One clause for all of them: the number of clauses is limited.
        return new BooleanQuery.Builder()
                .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
                .add(new TermInSetQuery(Fields.GENERATION, hidden), Occur.MUST_NOT)
                .build();
    }

    /** From the stored vector: a passage that was found by its words alone has one, too. */
    private float cosine(float[] vector, int entry) throws IOException {
        List<LeafReaderContext> leaves = snapshot.reader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(entry, leaves));
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        DocIndexIterator position = vectors.iterator();
        position.advance(entry - leaf.docBase);
        return Math.clamp(VectorUtil.dotProduct(vector, vectors.vectorValue(position.index())), -1f, 1f);
    }
}
