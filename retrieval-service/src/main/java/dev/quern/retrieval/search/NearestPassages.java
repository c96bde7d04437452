package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.DocumentStore;
import java.util.List;

/** The passages whose vectors are nearest. */
final class NearestPassages implements Link {
    private final DocumentStore store;
    private final Question question;

    NearestPassages(DocumentStore store, Question question) {
        this.store = store;
        this.question = question;
    }

    @Override
    public boolean leadsFrom(Candidate passage) {
        return passage.vector().length == question.settings().dimensions();
    }

    @Override
    public List<Linked> from(Candidate passage, int most) {
        return store.search(question.collection(), question.nearest(passage.vector(), most + 1)).found().stream()
                .filter(found -> !Link.isSame(found, passage))
                .limit(most)
                .map(found -> new Linked(found, Math.clamp(Scores.cosine(found.vector(), passage.vector()), 0, 1)))
                .toList();
    }

    @Override
    public String name() {
        return "in meaning near";
    }
}
