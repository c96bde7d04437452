package dev.quern.retrieval.search;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.FakeEmbeddings;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.Location;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Candidates, questions and conditions as tests need them. */
final class TestCandidates {
    private TestCandidates() {}

    /** The first passage of a document that is named like its text. */
    static Candidate candidate(String text, double score, float... vector) {
        Passage passage = new Passage(
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)),
                text,
                "Title of " + text,
                text,
                (float) score,
                Optional.empty(),
                new Location(0, 0, text.length(), 0, List.of()),
                List.of(),
                "",
                Map.of());
        return new Candidate(passage, vector);
    }

    static Question question(FakeStore store, String text, int limit, float alpha, boolean explain) {
        return new Question(
                FakeStore.NOTES,
                store.settings,
                text,
                alpha > 0 ? FakeEmbeddings.vector(text) : new float[0],
                limit,
                alpha,
                Fusion.RELATIVE_SCORE,
                Optional.empty(),
                Strategy.MULTI_STAGE,
                explain);
    }

    static List<String> texts(List<Candidate> candidates) {
        return candidates.stream().map(one -> one.passage().text()).toList();
    }

    static List<Float> scores(List<Candidate> candidates) {
        return candidates.stream().map(one -> one.passage().score()).toList();
    }

    static Filter tagged(String tag) {
        return in(Field.TAGS, tag);
    }

    static Filter in(Field field, String... values) {
        return new Filter.In(
                field, List.of(values).stream().<Value>map(Value.Text::new).toList());
    }
}
