package dev.quern.llm;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The passages of a question, cut into sentences, as evidence for the sentences of an answer.
 *
 * <p>The support of an answer's sentence by a passage's sentence is the share of its content words that are found
 * there; a word found only in the passage's title counts half, since passages speak of their document's subject as "it".
 * It is 0 when the passage's sentence lacks one of the numbers, or one of the names that the title and the sentence before
 * it lack too; when one of the two denies and the other does not; and when it puts something in the place of something
 * else ({@link Replacement}).
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

        /** Whether the content word stands in the title or the text. */
        boolean has(String word) {
            return title.content().contains(word)
                    || quotes.stream().anyMatch(quote -> quote.words().content().contains(word));
        }

        /** Whether a quote, the sentence before it or the title speaks of everybody and everything that is named. */
        boolean knows(Set<String> names, int quote) {
            return names.stream()
                    .allMatch(name -> title.content().contains(name)
                            || quotes.get(quote).words().content().contains(name)
                            || (quote > 0
                                    && quotes.get(quote - 1).words().content().contains(name)));
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
        for (int i = 0; i < passage.quotes().size(); i++) {
            Quote quote = passage.quotes().get(i);
            double support = passage.knows(sentence.names(), i) ? support(sentence, quote.words(), passage.title()) : 0;
            if (support > 0 && (best == null || support > best.support())) {
                best = new Citation(source, quote.text(), support);
            }
        }
        return Optional.ofNullable(best);
    }

    /** Every source's best support, best first. */
    List<Citation> supports(Words sentence) {
        return IntStream.rangeClosed(1, sources.size())
                .mapToObj(source -> support(source, sentence))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparingDouble(Citation::support).reversed())
                .toList();
    }

    /** The best support of all sources; of equals the first. */
    Optional<Citation> bestSupport(Words sentence) {
        return supports(sentence).stream().findFirst();
    }

    private static double support(Words sentence, Words quote, Words title) {
        if (sentence.content().isEmpty()
                || sentence.negated() != quote.negated()
                || !quote.numbers().containsAll(sentence.numbers())
                || Replacement.isIn(sentence, quote)) {
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
