package dev.quern.retrieval.lucene;

import dev.quern.retrieval.registry.Entry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/** Entries as Lucene's documents, and the questions that are asked of them. */
final class EntryQueries {
    private static final String NAME = "name";
    private static final String LIST = "list";
    private static final String PLACE = "place";
    private static final String END = "end";
    private static final String PROPERTIES = "properties";
    private static final Sort NEWEST_FIRST = new Sort(new SortField(PLACE, SortField.Type.STRING, true));

    private EntryQueries() {}

    static Term named(String name) {
        return new Term(NAME, name);
    }

    static Term in(String list) {
        return new Term(LIST, list);
    }

    static Query in(String list, Instant after, Optional<String> before) {
        BooleanQuery.Builder query = new BooleanQuery.Builder()
                .add(new TermQuery(in(list)), BooleanClause.Occur.FILTER)
                .add(
                        LongPoint.newRangeQuery(END, after.toEpochMilli() + 1, Long.MAX_VALUE),
                        BooleanClause.Occur.FILTER);
        before.ifPresent(place ->
                query.add(TermRangeQuery.newStringRange(PLACE, null, place, true, false), BooleanClause.Occur.FILTER));
        return query.build();
    }

    static Query over(Instant before) {
        return LongPoint.newRangeQuery(END, Long.MIN_VALUE, before.toEpochMilli() - 1);
    }

    static Optional<Entry> find(IndexSearcher searcher, String name) throws IOException {
        return entries(searcher, searcher.search(new TermQuery(named(name)), 1).scoreDocs).stream()
                .findFirst();
    }

    static List<Entry> newest(IndexSearcher searcher, Query query, int limit) throws IOException {
        return entries(searcher, searcher.search(query, limit, NEWEST_FIRST).scoreDocs);
    }

    /** The names of all but the newest. */
    static List<String> beyond(IndexSearcher searcher, Query query, int newest) throws IOException {
        int all = Math.max(1, searcher.count(query));
        ScoreDoc[] hits = searcher.search(query, all, NEWEST_FIRST).scoreDocs;
        StoredFields stored = searcher.storedFields();
        List<String> names = new ArrayList<>();
        for (int i = newest; i < hits.length; i++) {
            names.add(stored.document(hits[i].doc, Set.of(NAME)).get(NAME));
        }
        return names;
    }

    static List<Entry> some(IndexSearcher searcher, Query query, int limit) throws IOException {
        return entries(searcher, searcher.search(query, limit).scoreDocs);
    }

    private static List<Entry> entries(IndexSearcher searcher, ScoreDoc[] hits) throws IOException {
        StoredFields stored = searcher.storedFields();
        List<Entry> found = new ArrayList<>(hits.length);
        for (ScoreDoc hit : hits) {
            found.add(entry(stored.document(hit.doc)));
        }
        return found;
    }

    static Document document(Entry entry) {
        Document document = new Document();
        document.add(new StringField(NAME, entry.name(), Field.Store.YES));
        document.add(new StringField(LIST, entry.list(), Field.Store.YES));
        document.add(new StringField(PLACE, entry.place(), Field.Store.YES));
        document.add(new SortedDocValuesField(PLACE, new BytesRef(entry.place())));
        document.add(new LongPoint(END, entry.end().toEpochMilli()));
        document.add(new StoredField(END, entry.end().toEpochMilli()));
        entry.lines().forEach(line -> document.add(new StoredField(PROPERTIES, line)));
        return document;
    }

    private static Entry entry(Document document) {
        IndexableField end = document.getField(END);
        return new Entry(
                document.get(NAME),
                document.get(LIST),
                document.get(PLACE),
                Instant.ofEpochMilli(end.numericValue().longValue()),
                Entry.properties(List.of(document.getValues(PROPERTIES))));
    }
}
