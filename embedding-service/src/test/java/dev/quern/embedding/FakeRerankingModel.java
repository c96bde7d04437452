package dev.quern.embedding;

import dev.quern.protocol.Deadline;
import java.util.Arrays;
import java.util.List;

/** Scores by the share of the query's words that are in the passage; reads 16 words of a passage. */
final class FakeRerankingModel implements RerankingModel<FakeRerankingModel.Pair> {
    private static final int MAX_TOKENS = 16;

    record Pair(List<String> query, List<String> passage, int tokenCount) implements ModelInput {
        @Override
        public int length() {
            return query.size() + passage.size();
        }

        @Override
        public boolean truncated() {
            return tokenCount > length();
        }
    }

    @Override
    public ModelDescription description() {
        return new ModelDescription("fake-ranker", "1", 1, MAX_TOKENS);
    }

    @Override
    public BatchShape shape() {
        return new BatchShape(4, 64, true);
    }

    @Override
    public Pair prepare(String query, String passage) {
        List<String> asked = words(query);
        List<String> given = words(passage);
        return new Pair(asked, given.subList(0, Math.min(MAX_TOKENS, given.size())), asked.size() + given.size());
    }

    @Override
    public List<Float> compute(List<Pair> inputs, Deadline deadline) {
        return inputs.stream()
                .map(pair ->
                        pair.query().stream().filter(pair.passage()::contains).count()
                                / (float) pair.query().size())
                .toList();
    }

    @Override
    public void check() {}

    @Override
    public void close() {}

    private static List<String> words(String text) {
        return Arrays.asList(text.strip().split(" +", -1));
    }
}
