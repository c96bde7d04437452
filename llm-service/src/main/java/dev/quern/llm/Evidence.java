package dev.quern.llm;

import java.util.List;
import java.util.Optional;

/**
 * The passages of a question, cut into sentences, as evidence for the sentences of an answer.
 *
 * <p>The support of an answer's sentence by a passage's sentence is the share of its content words that are found
 * there; a word found only in the passage's title counts half, since passages speak of their document's subject as "it".
 * It is 0 when the passage's sentence lacks one of the numbers, and when one of the two denies and the other does not.
 * That is a measure of shared words, not of meaning: it misses paraphrases, and takes a sentence that says another
 * thing in the same words for supported.
 */
final class Evidence {
    private static final double TITLE_WEIGHT = 0.5;

    private final List<Source> sources;

    private Evidence(List<Source> sources) {
        this.sources = sources;
    }

    static Evidence of(List<Passage> passages) {
        return new Evidence(passages.stream().map(Source::of).toList());
    }

    /** A passage: its sentences in their order. */
    record Source(Words title, List<Quote> quotes) {
        static Source of(Passage passage) {
            return new Source(
                    Words.of(passage.title()),
                    SentenceEnds.split(passage.text()).stream()
                            .map(text -> new Quote(text, Words.of(text)))
                            .toList());
        }
    }

    /** A sentence of a passage, verbatim. */
    record Quote(String text, Words words) {}

    List<Source> sources() {
        return sources;
    }

    boolean isGiven(int source) {
        return source >= 1 && source <= sources.size();
    }

    /** The sentence of the source that supports best, if any does at all. */
    Optional<Citation> support(int source, Words sentence) {
        Source passage = sources.get(source - 1);
        Citation best = null;
        for (Quote quote : passage.quotes()) {
            double support = support(sentence, quote.words(), passage.title());
            if (support > 0 && (best == null || support > best.support())) {
                best = new Citation(source, quote.text(), support);
            }
        }
        return Optional.ofNullable(best);
    }

    /** The best support of all sources; of equals the first. */
    Optional<Citation> bestSupport(Words sentence) {
        Citation best = null;
        for (int source = 1; source <= sources.size(); source++) {
            Citation citation = support(source, sentence).orElse(null);
            if (citation != null && (best == null || citation.support() > best.support())) {
                best = citation;
            }
        }
        return Optional.ofNullable(best);
    }

    private static double support(Words sentence, Words quote, Words title) {
        if (sentence.content().isEmpty()
                || sentence.negated() != quote.negated()
                || !quote.numbers().containsAll(sentence.numbers())) {
            return 0;
        }
        double found = 0;
        boolean anyInQuote = false;
        for (String word : sentence.content()) {
            if (quote.content().contains(word)) {
                found++;
                anyInQuote = true;
            } else if (title.content().contains(word)) {
                found += TITLE_WEIGHT;
            }
        }
        return anyInQuote ? found / sentence.content().size() : 0;
    }
}
