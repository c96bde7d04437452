package dev.quern.retrieval.lucene;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.HybridExplanation;
import dev.quern.retrieval.HybridFusion;
import dev.quern.retrieval.HybridFusion.Scored;
import dev.quern.retrieval.Place;
import dev.quern.retrieval.SearchQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * One search over one snapshot: nearest vectors and best-matching words, fused. It goes from segment to segment: other
 * searches keep the other processors busy.
 */
final class PassageSearch {
    /** How many each list holds before they are fused: enough that a passage that is good in both is in both. */
    private static final int LEAST_CANDIDATES = 50;

    private static final int LEAST_CANDIDATES_OF_EACH = 100;

    private static final int CANDIDATES_PER_RESULT = 4;
    private static final FilterQuery FILTERS = new FilterQuery(FilterTarget.PASSAGES);
    private static final ScoreDoc[] NOTHING = {};

    private final Snapshot snapshot;
    private final IndexSettings settings;
    private final VectorSpace space;
    private final IndexSearcher searcher;
    private final QueryTimeout abandoned;

    PassageSearch(Snapshot snapshot, IndexSettings settings, BooleanSupplier abandoned) {
        this.snapshot = snapshot;
        this.settings = settings;
        space = new VectorSpace(snapshot.header().collection().settings().distance());
        searcher = new IndexSearcher(snapshot.reader());
        this.abandoned = abandoned::getAsBoolean;
        searcher.setTimeout(this.abandoned);
    }

    Candidates run(SearchQuery query) throws IOException {
        boolean byVector = query.alpha() > 0;
        boolean byWords = query.alpha() < 1;
        int candidates = byVector && byWords
                ? Math.max(LEAST_CANDIDATES_OF_EACH, CANDIDATES_PER_RESULT * query.limit())
                : Math.max(LEAST_CANDIDATES, query.limit());
        Query filter = searchable(query.filter());
        Optional<float[]> vector = byVector ? Optional.of(space.prepared(query.vector())) : Optional.empty();
        ScoreDoc[] near = vector.isPresent() ? nearest(vector.get(), candidates, filter) : NOTHING;
        ScoreDoc[] worded = byWords ? worded(query.text(), candidates, filter) : NOTHING;
        ChunkReader chunks = new ChunkReader(snapshot.reader());
        Map<Integer, Float> nearness = vector.isPresent() && byWords
                ? chunks.compared(space.function(), vector.get(), entries(worded))
                : Map.of();
        List<Scored<Integer>> byNearness = scored(near);
        List<Scored<Integer>> byScore = scored(worded);
        List<Scored<Integer>> fused = new HybridFusion<Integer>(
                        query.fusion(), query.alpha(), entry -> nearness.getOrDefault(entry, 0f))
                .best(byNearness, byScore, query.limit());
        Optional<HybridExplanation<Integer>> explanation = query.explain()
                ? Optional.of(new HybridExplanation<>(
                        byVector ? Optional.of(byNearness) : Optional.empty(),
                        byWords ? Optional.of(byScore) : Optional.empty()))
                : Optional.empty();
        return new Candidates(
                shown(fused, vector, explanation),
                snapshot.header().collection().version());
    }

    List<Candidate> at(Set<Place> places) throws IOException {
        if (places.isEmpty()) {
            return List.of();
        }
        List<BytesRef> keys =
                places.stream().map(ChunkEntry::place).map(BytesRef::new).toList();
        Query query = new TermInSetQuery(Fields.PLACE, keys);
        ScoreDoc[] found = searcher.search(restricted(query, searchable(Optional.empty())), places.size()).scoreDocs;
        List<Scored<Integer>> entries =
                Stream.of(found).map(one -> new Scored<>(one.doc, 0)).toList();
        return shown(entries, Optional.empty(), Optional.empty());
    }

    long count(Filter filter) throws IOException {
        return searcher.count(restricted(FILTERS.of(filter), searchable(Optional.empty())));
    }

    private List<Candidate> shown(
            List<Scored<Integer>> winners, Optional<float[]> vector, Optional<HybridExplanation<Integer>> explanation)
            throws IOException {
        int[] entries = winners.stream().mapToInt(Scored::key).sorted().toArray();
        Map<Integer, ChunkReader.Entry> read = new ChunkReader(snapshot.reader()).read(entries);
        List<Candidate> candidates = new ArrayList<>(winners.size());
        for (Scored<Integer> winner : winners) {
            ChunkReader.Entry entry = read.get(winner.key());
            if (entry == null) {
                throw new IllegalStateException("an entry was not read");
            }
            Optional<Float> similarity = vector.map(asked -> space.cosine(asked, entry.vector()));
            String reason =
                    explanation.map(known -> known.of(winner.key(), similarity)).orElse("");
            candidates.add(
                    new Candidate(entry.chunk().toPassage((float) winner.score(), similarity, reason), entry.vector()));
        }
        return candidates;
    }

    private static List<Scored<Integer>> scored(ScoreDoc[] list) {
        return Stream.of(list)
                .map(found -> new Scored<>(found.doc, found.score))
                .toList();
    }

    private static int[] entries(ScoreDoc[] list) {
        return Stream.of(list).mapToInt(found -> found.doc).sorted().toArray();
    }

    private ScoreDoc[] nearest(float[] vector, int candidates, @Nullable Query filter) throws IOException {
        Query query = new NearestQuery(settings, snapshot.header(), abandoned).of(vector, candidates, filter);
        return searcher.search(query, candidates).scoreDocs;
    }

    private ScoreDoc[] worded(String text, int candidates, @Nullable Query filter) throws IOException {
        return searcher.search(restricted(settings.keywords().of(text), filter), candidates).scoreDocs;
    }

    private static Query restricted(Query query, @Nullable Query filter) {
        return filter == null
                ? query
                : new BooleanQuery.Builder()
                        .add(query, Occur.MUST)
                        .add(filter, Occur.FILTER)
                        .build();
    }

    /** What fits, of generations that are published; null when that is everything, which is quicker. */
    private @Nullable Query searchable(Optional<Filter> filter) {
        Query wanted = filter.map(FILTERS::of).orElse(null);
        Set<String> hidden = snapshot.header().hidden();
        if (hidden.isEmpty()) {
            return wanted;
        }
        // One clause for all of them: the number of clauses is limited.
        List<BytesRef> generations = hidden.stream().map(BytesRef::new).toList();
        return new BooleanQuery.Builder()
                .add(wanted == null ? FilterTarget.PASSAGES.all() : wanted, Occur.FILTER)
                .add(new TermInSetQuery(Fields.GENERATION, generations), Occur.MUST_NOT)
                .build();
    }
}
