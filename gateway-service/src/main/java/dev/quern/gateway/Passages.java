package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.util.List;

/** Search in collections. */
public interface Passages {

    /** Throws {@code NOT_FOUND} for a collection that is not there. */
    CollectionInfo describe(Call call, String collection);

    /**
     * @param question that names one collection
     * @param vector the question's; {@link QuestionVector#NONE} when it has no say
     * @param explain whether every passage says how it was found, and the result how it came about
     */
    Found search(Call call, Question question, Analysis analysis, QuestionVector vector, boolean explain);

    /** @param embeddingModel as {@code name@version} */
    record CollectionInfo(Edition edition, String embeddingModel) {}

    /**
     * @param passages best first
     * @param editions of the collections that were searched
     * @param plan what was done, in order; empty when nobody asked
     * @param degraded stages that were left out and would have made it better
     */
    record Found(List<FoundPassage> passages, List<Edition> editions, List<PlanStep> plan, List<String> degraded) {
        public Found {
            passages = List.copyOf(passages);
            editions = List.copyOf(editions);
            degraded = List.copyOf(degraded);
            plan = List.copyOf(plan);
        }

        public List<Source> sources() {
            return passages.stream().map(FoundPassage::source).toList();
        }
    }
}
