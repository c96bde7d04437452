package dev.quern.retrieval.search;

import static dev.quern.retrieval.search.TestCandidates.candidate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.TestConfig;
import dev.quern.retrieval.search.AssociationWalk.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AssociationWalkTest {

    /** Leads from passages to others by their texts, and counts how often it is asked. */
    private static final class Paths implements Link {
        final List<String> asked = new ArrayList<>();
        private final Map<String, List<String>> paths;
        private final double strength;

        Paths(double strength, Map<String, List<String>> paths) {
            this.strength = strength;
            this.paths = paths;
        }

        @Override
        public boolean leadsFrom(Candidate passage) {
            return paths.containsKey(passage.passage().text());
        }

        @Override
        public List<Linked> from(Candidate passage, int most) {
            asked.add(passage.passage().text());
            return paths.getOrDefault(passage.passage().text(), List.of()).stream()
                    .map(text -> new Linked(candidate(text, 0), strength))
                    .limit(most)
                    .toList();
        }

        @Override
        public String name() {
            return "next to";
        }
    }

    @Test
    void growsWeakerWithEveryHopAndEndsAfterTwo() {
        Paths paths = new Paths(1, Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("d")));

        List<Visit> visits = walk(paths).from(List.of(candidate("a", .8)));

        assertThat(visits).extracting(AssociationWalkTest::text).containsExactly("b", "c");
        assertThat(visits).extracting(Visit::activation).containsExactly(.5, .25);
        assertThat(visits)
                .extracting(Visit::path)
                .containsExactly(
                        "next to passage 1 of `a`, which the query finds",
                        "next to passage 1 of `b`, next to passage 1 of `a`, which the query finds");
    }

    @Test
    void beginsAtTheBestHitsInTheMeasureOfTheirScores() {
        Paths paths = new Paths(1, Map.of("a", List.of("x"), "b", List.of("y"), "c", List.of("z")));
        List<Candidate> found = List.of(candidate("a", .8), candidate("b", .4), candidate("c", .4));

        List<Visit> visits = walk(paths, "walk-starts", "2").from(found);

        assertThat(visits).extracting(AssociationWalkTest::text).containsExactly("x", "y");
        assertThat(visits.getLast().activation()).isEqualTo(.25, within(1e-6));
    }

    @Test
    void keepsTheStrongestOfSeveralPaths() {
        Paths weak = new Paths(.5, Map.of("a", List.of("b", "c")));
        Paths strong = new Paths(1, Map.of("a", List.of("c"), "c", List.of("a", "b")));

        List<Visit> visits = walk(List.of(weak, strong)).from(List.of(candidate("a", 1)));

        assertThat(visits).extracting(AssociationWalkTest::text).containsExactlyInAnyOrder("b", "c");
        assertThat(visits.getFirst().activation()).isEqualTo(.5);
        assertThat(visits.getLast().activation()).isEqualTo(.25);
        assertThat(strong.asked).containsExactly("a", "c");
    }

    @Test
    void followsTheMostActiveFirstAndAsksTheStoreNoMoreThanItMay() {
        Paths paths = new Paths(
                1, Map.of("a", List.of("b", "c", "d"), "b", List.of("e"), "c", List.of("f"), "d", List.of("g")));

        AssociationWalk walk = walk(paths, "walk-calls", "2", "walk-fan-out", "2");
        List<Visit> visits = walk.from(List.of(candidate("a", 1)));

        assertThat(walk.calls()).isEqualTo(2);
        assertThat(paths.asked).hasSize(2).first().isEqualTo("a");
        assertThat(visits).extracting(AssociationWalkTest::text).hasSize(3).contains("b", "c");
    }

    @Test
    void staysWhereItIsWithoutTime() {
        Paths paths = new Paths(1, Map.of("a", List.of("b")));
        AssociationWalk walk = walk(Deadline.after(Duration.ZERO), List.of(paths));

        assertThat(walk.from(List.of(candidate("a", 1)))).isEmpty();
        assertThat(paths.asked).isEmpty();
        assertThat(walk.isCut()).isTrue();
    }

    @Test
    void isNotCutWhenNothingLeadsOnOrItHasMadeItsCalls() {
        AssociationWalk alone = walk(Deadline.after(Duration.ZERO), List.of(new Paths(1, Map.of())));
        alone.from(List.of(candidate("a", 1)));
        assertThat(alone.isCut()).isFalse();

        AssociationWalk much = walk(new Paths(1, Map.of("a", List.of("b"), "b", List.of("c"))), "walk-calls", "1");
        much.from(List.of(candidate("a", 1)));
        assertThat(much.calls()).isEqualTo(1);
        assertThat(much.isCut()).isFalse();
    }

    @Test
    void stopsWhenTheCallerIsGone() {
        Paths paths = new Paths(1, Map.of("a", List.of("b")));
        AssociationWalk walk = walk(paths);
        Thread.currentThread().interrupt();

        QuernException failure =
                catchThrowableOfType(QuernException.class, () -> walk.from(List.of(candidate("a", 1))));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(paths.asked).isEmpty();
    }

    private static String text(Visit visit) {
        return visit.candidate().passage().text();
    }

    private static AssociationWalk walk(Link link, String... settings) {
        return walk(List.of(link), settings);
    }

    private static AssociationWalk walk(List<Link> links, String... settings) {
        return walk(TestCalls.of("acme").deadline(), links, settings);
    }

    private static AssociationWalk walk(Deadline end, List<Link> links, String... settings) {
        String[] keys = settings.clone();
        for (int i = 0; i < keys.length; i += 2) {
            keys[i] = "search." + keys[i];
        }
        return new AssociationWalk(TestConfig.with(keys).search(), TestCalls.of("acme"), end, links);
    }
}
