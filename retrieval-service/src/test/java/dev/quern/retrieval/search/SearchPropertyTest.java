package dev.quern.retrieval.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Field;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Fusion;
import dev.quern.retrieval.Passage;
import dev.quern.retrieval.SearchResult;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchPropertyTest {
    private static final List<String> WORDS = List.of(
            "mill",
            "river",
            "stone",
            "grain",
            "Quern",
            "flour",
            "dam",
            "1710",
            "wheel",
            "the",
            "and",
            "who",
            "miller's");
    private static final List<String> TAGS = List.of("a", "b", "c");
    private static final List<String> TYPES = List.of("text/plain", "text/markdown");

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void findsOnlyWhatItMayAndAlwaysTheSame(Strategy strategy) {
        Random random = new Random(20260214 + strategy.name().length());
        for (int round = 0; round < 40; round++) {
            SearchFixture search = new SearchFixture("cache", "false", "candidates", "" + (1 + random.nextInt(30)));
            plant(search.store, random);
            for (int i = 0; i < 5; i++) {
                check(search, request(random, strategy));
            }
        }
    }

    private static void check(SearchFixture search, SearchRequest request) {
        SearchResult result = search.find(request);

        List<Passage> passages = result.passages();
        assertThat(passages).hasSizeLessThanOrEqualTo(request.limit());
        assertThat(passages).extracting(Passage::chunkId).doesNotHaveDuplicates();
        Optional<Filter> filter = request.filter().map(wanted -> wanted.in(search.store.settings));
        float above = 1;
        for (Passage passage : passages) {
            assertThat(search.store.isVisible(passage.chunkId(), filter)).isTrue();
            assertThat(passage.score()).isBetween(0f, above);
            above = passage.score();
        }
        assertThat(search.find(request).passages()).isEqualTo(passages);
    }

    private static void plant(FakeStore store, Random random) {
        int passages = random.nextInt(60);
        for (int i = 0; i < passages; i++) {
            int document = random.nextInt(12);
            // A document's passages share what filters ask for.
            store.add(
                    "document" + document,
                    text(random, 1 + random.nextInt(12)),
                    TYPES.get(document % TYPES.size()),
                    TAGS.subList(0, document % (TAGS.size() + 1)),
                    random.nextInt(5) == 0);
        }
    }

    private static SearchRequest request(Random random, Strategy strategy) {
        return new SearchRequest(
                FakeStore.NOTES,
                text(random, 1 + random.nextInt(8)) + (random.nextBoolean() ? "?" : ""),
                new float[0],
                "",
                1 + random.nextInt(50),
                random.nextBoolean() ? Optional.of(random.nextInt(5) / 4f) : Optional.empty(),
                random.nextBoolean() ? Fusion.RELATIVE_SCORE : Fusion.RECIPROCAL_RANK,
                random.nextBoolean() ? Optional.of(wanted(filter(random, 3))) : Optional.empty(),
                strategy,
                random.nextBoolean());
    }

    private static SearchRequest.WantedFilter wanted(Filter filter) {
        return _ -> filter;
    }

    private static Filter filter(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 2 : 5)) {
            case 0 -> TestCandidates.tagged(one(random, TAGS));
            case 1 -> TestCandidates.in(Field.TYPE, one(random, TYPES));
            case 2 -> new Filter.Not(filter(random, depth - 1));
            case 3 -> new Filter.All(filters(random, depth - 1));
            default -> new Filter.Any(filters(random, depth - 1));
        };
    }

    private static List<Filter> filters(Random random, int depth) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(_ -> filter(random, depth))
                .toList();
    }

    private static String text(Random random, int words) {
        return String.join(
                " ", IntStream.range(0, words).mapToObj(_ -> one(random, WORDS)).toList());
    }

    private static String one(Random random, List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
