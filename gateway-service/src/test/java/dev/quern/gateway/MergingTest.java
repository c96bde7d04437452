package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.Passages.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergingTest {

    @Test
    void everyCollectionKeepsItsOrderAndNothingComesTwice() {
        Random random = new Random(5);
        for (int run = 0; run < 500; run++) {
            boolean comparable = random.nextBoolean();
            List<Found> each = List.of(found("a", random), found("b", random), found("c", random));
            int most = random.nextInt(1, 20);

            Found merged = Merging.merged(each, most, comparable);

            int there = each.stream().mapToInt(found -> found.passages().size()).sum();
            assertThat(merged.passages()).hasSize(Math.min(most, there));
            for (Found one : each) {
                String collection = one.editions().getFirst().collection();
                List<String> kept = merged.sources().stream()
                        .filter(source -> source.collection().equals(collection))
                        .map(Source::chunkId)
                        .toList();
                assertThat(one.sources().stream().map(Source::chunkId).toList().subList(0, kept.size()))
                        .isEqualTo(kept);
            }
            for (int i = 0; i < merged.passages().size(); i++) {
                assertThat(merged.sources().get(i).number()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void saysOfWhichCollectionEveryStepWasAndWhatEitherWentWithout() {
        PlanStep step = new PlanStep("search", "hybrid", Duration.ZERO, 1, Optional.empty());
        Found one = new Found(List.of(), List.of(new Edition("a", "1", "s")), List.of(step), List.of("walk"));
        Found other = new Found(List.of(), List.of(new Edition("b", "2", "s")), List.of(step), List.of("walk"));

        Found merged = Merging.merged(List.of(one, other), 5, true);

        assertThat(merged.plan()).extracting(PlanStep::detail).containsExactly("a: hybrid", "b: hybrid");
        assertThat(merged.degraded()).containsExactly("walk");
        assertThat(merged.editions()).extracting(Edition::version).containsExactly("1", "2");
    }

    private static Found found(String collection, Random random) {
        List<FoundPassage> passages = new ArrayList<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            Source source = new Source(
                    i + 1,
                    collection,
                    "d",
                    collection + i,
                    "",
                    "",
                    random.nextFloat(),
                    random.nextInt(9) == 0 ? Optional.empty() : Optional.of(random.nextFloat(-1, 1)),
                    0,
                    0,
                    0,
                    List.of());
            passages.add(new FoundPassage(source, List.of(), "", Map.of()));
        }
        return new Found(passages, List.of(new Edition(collection, "v", "s")), List.of(), List.of());
    }
}
