package dev.quern.retrieval.lucene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Makes of what people ask a query for passages with any of its words. */
final class KeywordQuery {
    /** Lucene allows a query 1024 clauses; a question of thousands of characters is well described by fewer. */
    private static final int MOST_WORDS = 256;

    private final Analyzer analyzer;
    /** Words like "the" and "is", as the analyzer leaves them. */
    private final Set<String> commonWords;

    KeywordQuery(Analyzer analyzer) {
        this.analyzer = analyzer;
        this.commonWords = words(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET.stream()
                .map(word -> String.valueOf((char[]) word))
                .collect(Collectors.joining(" ")));
    }

    /** Matches nothing when there is no word in the text. Common words count when there are no others. */
    Query of(String text) {
        Set<String> words = words(text);
        Set<String> telling = new LinkedHashSet<>(words);
        telling.removeAll(commonWords);
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        (telling.isEmpty() ? words : telling)
                .stream()
                        .limit(MOST_WORDS)
                        .forEach(word -> query.add(new TermQuery(new Term(Fields.TEXT, word)), Occur.SHOULD));
        return query.build();
    }

    private Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(Fields.TEXT, text)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(word.toString());
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be read", e);
        }
        return words;
    }
}
