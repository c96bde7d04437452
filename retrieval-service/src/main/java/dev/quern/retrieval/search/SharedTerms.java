package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.DocumentStore;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The passages that have the most telling words of this one, other than the question's. */
final class SharedTerms implements Link {
    private static final int MOST_TERMS = 4;

    private final DocumentStore store;
    private final Question question;
    private final TellingWords telling;
    private final Set<String> asked;

    SharedTerms(DocumentStore store, Question question, List<Candidate> found) {
        this.store = store;
        this.question = question;
        this.telling = new TellingWords(found);
        this.asked = Words.tellingStems(question.text());
    }

    @Override
    public boolean leadsFrom(Candidate passage) {
        return !terms(passage).isEmpty();
    }

    @Override
    public List<Linked> from(Candidate passage, int most) {
        List<TellingWords.Telling> terms = terms(passage);
        String words = terms.stream().map(TellingWords.Telling::word).collect(Collectors.joining(" "));
        return store.search(question.collection(), question.worded(words, most + 1)).found().stream()
                .filter(found -> !Link.isSame(found, passage))
                .map(found -> new Linked(found, share(terms, found)))
                .sorted(Comparator.comparingDouble((Linked linked) -> -linked.strength()))
                .limit(most)
                .toList();
    }

    @Override
    public String name() {
        return "in its rare words like";
    }

    private List<TellingWords.Telling> terms(Candidate passage) {
        return telling.of(passage.passage().text(), asked, MOST_TERMS);
    }

    /** Of the terms, weighed, the part that the other passage has as well. */
    private static double share(List<TellingWords.Telling> terms, Candidate other) {
        Set<String> there = Words.tellingStems(other.passage().text());
        double shared = 0;
        double all = 0;
        for (TellingWords.Telling term : terms) {
            all += term.weight();
            shared += there.contains(term.stem()) ? term.weight() : 0;
        }
        return shared / all;
    }
}
