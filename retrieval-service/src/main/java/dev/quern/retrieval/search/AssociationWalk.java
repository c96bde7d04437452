package dev.quern.retrieval.search;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.RetrievalConfig;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * Goes from the best hits along their links, the most active passage first, and brings back what it passes: spreading
 * activation (Collins and Loftus, 1975), as far as hops, calls to the store and time allow.
 */
final class AssociationWalk {
    private final RetrievalConfig.Searching config;
    private final Call call;
    private final List<Link> links;
    private final Deadline end;
    private final Map<UUID, Visit> visits = new HashMap<>();
    private final PriorityQueue<Visit> ahead = new PriorityQueue<>(MOST_ACTIVE_FIRST);
    private int calls;
    private boolean cut;

    /** @param end when it stops where it is */
    AssociationWalk(RetrievalConfig.Searching config, Call call, Deadline end, List<Link> links) {
        this.config = config;
        this.call = call;
        this.end = end;
        this.links = links;
    }

    /**
     * A passage that the walk came by.
     *
     * @param activation of the best hit's, 0 to 1
     * @param path how it was reached, after "it is"
     */
    record Visit(Candidate candidate, double activation, int hops, String path) {}

    private static final Comparator<Visit> MOST_ACTIVE_FIRST = Comparator.comparingDouble(
                    (Visit visit) -> -visit.activation())
            .thenComparing(visit -> visit.candidate().passage().chunkId());

    static List<Link> links(DocumentStore store, Question question, List<Candidate> found) {
        return List.of(
                new DocumentNeighbours(store, question.collection()),
                new NearestPassages(store, question),
                new SharedTerms(store, question, found));
    }

    /** What is linked to the first of them, the most active first; they themselves may be among it. */
    List<Visit> from(List<Candidate> found) {
        float best = found.getFirst().passage().score();
        for (Candidate start : Scores.first(found, config.walkStarts())) {
            double activation = best > 0 ? start.passage().score() / best : 1;
            visit(new Visit(start, activation, 0, name(start.passage()) + ", which the query finds"));
        }
        while (!ahead.isEmpty()) {
            Visit next = ahead.remove();
            // It may have been reached on a better path since.
            if (next.equals(visits.get(next.candidate().passage().chunkId()))) {
                follow(next);
            }
        }
        return visits.values().stream()
                .filter(visit -> visit.hops() > 0)
                .sorted(MOST_ACTIVE_FIRST)
                .toList();
    }

    int calls() {
        return calls;
    }

    /** Whether it stopped for want of time with links before it that it would have followed. */
    boolean isCut() {
        return cut;
    }

    private void follow(Visit visit) {
        for (Link link : links) {
            if (cut || calls >= config.walkCalls()) {
                return;
            }
            if (!link.leadsFrom(visit.candidate())) {
                continue;
            }
            if (end.isPassed()) {
                cut = true;
                return;
            }
            call.ensureWanted();
            calls++;
            for (Link.Linked linked : link.from(visit.candidate(), config.walkFanOut())) {
                String from = visit.hops() == 0
                        ? visit.path()
                        : name(visit.candidate().passage()) + ", " + visit.path();
                visit(new Visit(
                        linked.candidate(),
                        visit.activation() * config.walkDecay() * linked.strength(),
                        visit.hops() + 1,
                        link.name() + " " + from));
            }
        }
    }

    private void visit(Visit visit) {
        UUID id = visit.candidate().passage().chunkId();
        Visit before = visits.get(id);
        if (visit.activation() <= 0 || (before != null && before.activation() >= visit.activation())) {
            return;
        }
        visits.put(id, visit);
        if (visit.hops() < config.walkHops()) {
            ahead.add(visit);
        }
    }

    private static String name(Passage passage) {
        return "passage " + (passage.location().ordinal() + 1) + " of `" + passage.documentId() + "`";
    }
}
