package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import java.util.List;

/** One way in which a passage leads to others. */
interface Link {

    /** Whether the passage has what it takes; asking for what it leads to is one call to the store. */
    boolean leadsFrom(Candidate passage);

    /** What the passage leads to, itself not among it, the strongest first. */
    List<Linked> from(Candidate passage, int most);

    /** What the other end is to this one: `neighbour of`. */
    String name();

    /** @param strength 0 to 1 */
    record Linked(Candidate candidate, double strength) {}

    static boolean isSame(Candidate one, Candidate other) {
        return one.passage().chunkId().equals(other.passage().chunkId());
    }
}
