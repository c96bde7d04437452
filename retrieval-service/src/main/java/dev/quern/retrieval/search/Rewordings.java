package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.Embeddings;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.search.Expansion.Rewording;
import dev.quern.retrieval.search.ReciprocalRanks.Ranking;
import dev.quern.retrieval.search.SearchRun.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Searches for a question's parts, and for other ways to ask it. */
final class Rewordings {
    /** However many an {@link Expansion} has. */
    private static final int MOST_EXPANSIONS = 3;

    private final DocumentStore store;
    private final Embeddings embeddings;
    private final Expansion expansion;
    private final RetrievalConfig.Searching config;

    Rewordings(DocumentStore store, Embeddings embeddings, Expansion expansion, RetrievalConfig.Searching config) {
        this.store = store;
        this.embeddings = embeddings;
        this.expansion = expansion;
        this.config = config;
    }

    Outcome<List<Ranking>> parts(Call call, Question question, int most) {
        List<String> parts = Decomposition.parts(question.text());
        List<Rewording> wordings = parts.stream()
                .map(part -> Rewording.of("the part `" + part + "`", part))
                .toList();
        List<Ranking> rankings = searched(call, question, wordings, 1, most);
        return outcome(rankings, parts.isEmpty() ? "a simple question" : String.join(" | ", parts));
    }

    Outcome<List<Ranking>> expansions(Call call, Question question, List<Candidate> first, int most) {
        List<Rewording> wordings = expansion.of(call, question.text(), question.vector(), first).stream()
                .limit(MOST_EXPANSIONS)
                .toList();
        String detail =
                String.join(" | ", wordings.stream().map(Rewording::name).toList());
        return outcome(
                searched(call, question, wordings, config.expansionWeight(), most),
                detail.isEmpty() ? "nothing to add" : detail);
    }

    private List<Ranking> searched(Call call, Question question, List<Rewording> wordings, double weight, int most) {
        Iterator<float[]> made = made(call, question, wordings).iterator();
        List<Ranking> rankings = new ArrayList<>();
        for (Rewording wording : wordings) {
            call.ensureWanted();
            float[] vector = question.wantsVectors() ? wording.vector().orElseGet(made::next) : question.vector();
            List<Candidate> found = store.search(question.collection(), question.query(wording.words(), vector, most))
                    .found();
            List<Candidate> comparable = question.wantsVectors()
                    ? found.stream().map(one -> similarTo(question, one)).toList()
                    : found;
            rankings.add(new Ranking(wording.name(), weight, comparable));
        }
        return rankings;
    }

    /** Of those that have none, in one call. */
    private List<float[]> made(Call call, Question question, List<Rewording> wordings) {
        List<String> texts = wordings.stream()
                .filter(wording -> wording.vector().isEmpty())
                .map(Rewording::words)
                .toList();
        return texts.isEmpty() || !question.wantsVectors()
                ? List.of()
                : embeddings.embed(call, question.settings(), Embeddings.Purpose.QUERY, texts);
    }

    /** A passage's similarity is to the whole question, whichever part found it. */
    private static Candidate similarTo(Question question, Candidate found) {
        return found.vector().length == question.vector().length
                ? Scores.similar(found, Scores.cosine(question.vector(), found.vector()))
                : found;
    }

    private static Outcome<List<Ranking>> outcome(List<Ranking> rankings, String detail) {
        int found =
                rankings.stream().mapToInt(ranking -> ranking.found().size()).sum();
        return new Outcome<>(rankings, detail, found);
    }
}
