package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.CollectionId;
import dev.quern.retrieval.StoredDocuments;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CountCacheTest {
    private final AtomicInteger counted = new AtomicInteger();
    private final CountCache cache = new CountCache();

    @Test
    void countsOnceForEachVersion() {
        assertThat(documents("v1")).isEqualTo(1);
        assertThat(documents("v1")).isEqualTo(1);
        assertThat(documents("v2")).isEqualTo(2);
        assertThat(documents("v1")).isEqualTo(1);
    }

    @Test
    void forgetsWhatWasUsedLeastRecentlyWhenItIsFull() {
        documents("v0");
        for (int i = 1; i <= 1_000; i++) {
            documents("v" + i);
        }

        assertThat(documents("v1000")).isEqualTo(1_001);
        assertThat(documents("v0")).isEqualTo(1_002);
    }

    private long documents(String version) {
        CollectionRecord record = new CollectionRecord(
                new CollectionId("acme", "notes"), "1", StoredDocuments.SETTINGS, version, Instant.EPOCH, Sign.NONE);
        return cache.get(record, () -> new DocumentRecords.Counts(counted.incrementAndGet(), 0, 0))
                .documents();
    }
}
