package dev.quern.retrieval.search;

import dev.quern.protocol.Deadline;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.CollectionState;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.Embeddings;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.search.ReciprocalRanks.Ranking;
import dev.quern.retrieval.search.SearchRun.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From an embedded question to candidates, by the steps of its strategy. */
final class Pipeline {
    private final DocumentStore store;
    private final RetrievalConfig.Searching config;
    private final Rewordings rewordings;
    private final Reranker reranker;
    private final ReciprocalRanks ranks;
    private final Diversity diversity;

    Pipeline(
            DocumentStore store,
            Embeddings embeddings,
            Reranking reranking,
            Expansion expansion,
            RetrievalConfig.Searching config) {
        this.store = store;
        this.config = config;
        rewordings = new Rewordings(store, embeddings, expansion, config);
        reranker = new Reranker(reranking);
        ranks = new ReciprocalRanks(config.rankConstant());
        diversity = new Diversity(config.diversityLambda(), config.diversityFrom());
    }

    /** At most as many as are wanted, best first, and the version that was read before anything was searched. */
    Candidates candidates(SearchRun run, Question question) {
        int wide = Math.max(question.limit(), config.candidates());
        return switch (question.strategy()) {
            case SINGLE_STAGE -> searched(run, question, question.limit());
            case TWO_STAGE -> {
                Candidates first = searched(run, question, wide);
                List<Candidate> ranked = reranked(run, question, first.found());
                yield new Candidates(Scores.first(ranked, question.limit()), first.collectionVersion());
            }
            case MULTI_STAGE -> {
                Candidates first = searched(run, question, wide);
                List<Candidate> ranked =
                        reranked(run, question, Scores.first(fused(run, question, first.found(), wide), wide));
                List<Candidate> walked = walked(run, question, ranked, first.collectionVersion());
                yield new Candidates(diverse(run, question, walked), first.collectionVersion());
            }
        };
    }

    private Candidates searched(SearchRun run, Question question, int most) {
        return run.must(Stage.SEARCH, () -> {
            Candidates found =
                    store.search(question.collection(), question.query(question.text(), question.vector(), most));
            String detail = "alpha " + question.alpha() + ", the best " + most;
            return new Outcome<>(found, detail, found.found().size());
        });
    }

    private List<Candidate> fused(SearchRun run, Question question, List<Candidate> first, int most) {
        Ranking whole = new Ranking("the question", 1, first);
        if (config.decomposition()) {
            List<Ranking> parts =
                    run.may(Stage.DECOMPOSITION, first.size(), List.of(), own -> rewordings.parts(own, question, most));
            // Feedback would draw them all towards the part that happened to come first.
            if (!parts.isEmpty()) {
                return Turns.merged(parts, whole, question.explain());
            }
        }
        List<Ranking> rankings = new ArrayList<>();
        rankings.add(whole);
        if (config.expansion() != RetrievalConfig.Expanding.NONE) {
            rankings.addAll(run.may(
                    Stage.EXPANSION,
                    first.size(),
                    List.of(),
                    own -> rewordings.expansions(own, question, first, most)));
        }
        return ranks.fused(rankings, question.explain());
    }

    private List<Candidate> reranked(SearchRun run, Question question, List<Candidate> found) {
        if (!config.rerank() || found.isEmpty()) {
            return found;
        }
        return run.may(Stage.RERANKING, found.size(), found, own -> reranker.ranked(own, question, found));
    }

    private List<Candidate> walked(SearchRun run, Question question, List<Candidate> found, String version) {
        WalkedPassages places = new WalkedPassages(question, config.walkShare());
        if (!config.walk() || found.isEmpty() || !places.areOpen(found)) {
            return found;
        }
        Deadline request = run.call().deadline();
        Duration share =
                Duration.ofNanos((long) (config.walkTime() * request.remaining().toNanos()));
        return run.may(Stage.WALK, found.size(), found, own -> {
            AssociationWalk walk = new AssociationWalk(
                    config, own, own.deadline().orAfter(share), AssociationWalk.links(store, question, found));
            List<AssociationWalk.Visit> visits = walk.from(found);
            // A document that was replaced meanwhile may not fit the filter any more, and its neighbours neither.
            boolean changed =
                    question.filter().isPresent() && !version(question).equals(Optional.of(version));
            List<Candidate> merged = changed ? found : places.merged(found, visits);
            String detail = changed
                    ? "nothing: the collection has changed"
                    : visits.size() + " passages by " + walk.calls() + " calls"
                            + (walk.isCut() ? ", no time for more" : "");
            return new Outcome<>(merged, detail, merged.size(), !changed && !walk.isCut());
        });
    }

    private List<Candidate> diverse(SearchRun run, Question question, List<Candidate> found) {
        List<Candidate> best = Scores.first(found, question.limit());
        if (!config.diversity() || found.size() == best.size()) {
            return best;
        }
        return run.may(Stage.DIVERSITY, best.size(), best, _ -> {
            List<Candidate> chosen = diversity.chosen(found, question.limit());
            return new Outcome<>(chosen, "lambda " + config.diversityLambda(), chosen.size());
        });
    }

    private Optional<String> version(Question question) {
        return store.state(question.collection()).map(CollectionState::version);
    }
}
