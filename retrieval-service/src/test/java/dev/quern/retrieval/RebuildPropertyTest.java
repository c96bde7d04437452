package dev.quern.retrieval;

import static dev.quern.retrieval.RebuildFixture.await;
import static dev.quern.retrieval.RebuildFixture.size;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads, deletions, failures and searches while a collection is rebuilt. */
class RebuildPropertyTest {
    private static final String SENTENCE = "A mill has stones.";

    private static final List<String> ALWAYS_THERE = List.of("steady", "restless");

    private final RebuildFixture fixture = new RebuildFixture();
    private final Rebuilds rebuilds = fixture.newRebuilds(Leases.NONE);
    /** The texts that the collection is to have in the end, by document. */
    private final Map<String, String> expected = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void losesNothingAndShowsNoHalfState(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            upload(random, i);
        }
        fixture.workers.start();
        await(() -> fixture.store.unfinished().isEmpty());
        AtomicInteger calls = new AtomicInteger();
        fixture.embeddings.beforeEmbedding = () -> {
            if (calls.incrementAndGet() % 7 == 0) {
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "away");
            }
        };
        // This document never changes: every search finds all of it, cut in the one way or in the other.
        Document steady = fixture.accept("steady", SENTENCE + "\n" + SENTENCE);
        await(() -> fixture.store.published(steady.id()).size() == 2);
        // This one changes all the time, and yet it is always found.
        fixture.index("restless", SENTENCE);
        AtomicBoolean over = new AtomicBoolean();
        Queue<List<Integer>> seen = new ConcurrentLinkedQueue<>();
        AtomicBoolean missed = new AtomicBoolean();
        Thread reader = Thread.startVirtualThread(() -> {
            while (!over.get()) {
                seen.add(lengthsOf("steady"));
                missed.compareAndSet(false, lengthsOf("restless").isEmpty());
                Thread.onSpinWait();
            }
        });

        rebuilds.start();
        rebuilds.begin(fixture.call, fixture.collection, size(100));
        int steps = 0;
        while (fixture.isRebuilding() && steps < 2_000) {
            change(random);
            if (steps % 10 == 0) {
                fixture.workers.offer(
                        fixture.accept("restless", SENTENCE + " " + steps).id());
            }
            steps++;
            Thread.onSpinWait();
        }
        await(() -> !fixture.isRebuilding());
        await(() -> fixture.store.unfinished().isEmpty());
        over.set(true);
        reader.join();

        assertThat(seen)
                .isNotEmpty()
                .allMatch(lengths -> lengths.equals(List.of(18, 18)) || lengths.equals(List.of(37)));
        assertThat(missed).isFalse();
        assertThat(found()).isEqualTo(whole());
        assertThat(fixture.names()).containsExactlyInAnyOrderElementsOf(allNames());
        assertThat(fixture.settings().chunking().size()).isEqualTo(100);
        rebuilds.stop();
        fixture.workers.stop();
    }

    private void change(Random random) {
        int document = random.nextInt(40);
        if (random.nextInt(3) == 0) {
            expected.remove("document-" + document);
            fixture.store.delete(fixture.id("document-" + document));
        } else {
            upload(random, document);
        }
    }

    private void upload(Random random, int document) {
        String text = SENTENCE + "\nNumber " + random.nextInt(1_000_000);
        expected.put("document-" + document, text);
        fixture.workers.offer(fixture.accept("document-" + document, text).id());
    }

    private List<Integer> lengthsOf(String name) {
        return search().stream()
                .filter(passage -> passage.documentId().equals(name))
                .map(passage -> passage.text().length())
                .toList();
    }

    private Map<String, List<String>> found() {
        return search().stream()
                .filter(passage -> !ALWAYS_THERE.contains(passage.documentId()))
                .collect(Collectors.groupingBy(
                        Passage::documentId, Collectors.mapping(Passage::text, Collectors.toList())));
    }

    private Map<String, List<String>> whole() {
        return expected.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    }

    private List<String> allNames() {
        List<String> names = new ArrayList<>(expected.keySet());
        names.addAll(ALWAYS_THERE);
        return names;
    }

    private List<Passage> search() {
        return fixture.store
                .search(fixture.collection, SearchQuery.of("mill", FakeEmbeddings.vector("mill"), SearchQuery.MOST, 1))
                .passages();
    }
}
