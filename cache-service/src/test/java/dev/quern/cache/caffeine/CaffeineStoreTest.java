package dev.quern.cache.caffeine;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.Eventually;
import dev.quern.cache.Invalidation;
import dev.quern.cache.ValueStore;
import dev.quern.cache.ValueStoreContract;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class CaffeineStoreTest extends ValueStoreContract {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final CaffeineStore store = new CaffeineStore(10_000, 100_000_000, LONGEST, InstantSource.system());

    @Override
    protected ValueStore store() {
        return store;
    }

    @Test
    void holdsNoMoreEntriesThanItMay() {
        CaffeineStore small = new CaffeineStore(10, 1_000_000, LONGEST, InstantSource.system());

        for (int i = 0; i < 1_000; i++) {
            small.put(key("acme", "k" + i), value("v"));
        }

        assertThat(small.usage().entries()).isLessThanOrEqualTo(10);
        assertThat(small.usage().evictions()).isGreaterThanOrEqualTo(990);
    }

    @Test
    void holdsNoMoreBytesThanItMay() {
        CaffeineStore small = new CaffeineStore(1_000, 100_000, LONGEST, InstantSource.system());

        for (int i = 0; i < 1_000; i++) {
            small.put(key("acme", "k" + i), value("x".repeat(10_000)));
        }

        assertThat(small.usage().bytes()).isBetween(10_000L, 100_000L);
    }

    @Test
    void forgetsTagsWithTheirLastValueWhateverTookIt() throws Exception {
        CaffeineStore small = new CaffeineStore(10, 1_000_000, LONGEST, InstantSource.system());
        for (int i = 0; i < 1_000; i++) {
            small.put(key("acme", "k" + i), value("v", document("d" + i)));
            small.put(key("acme", "k" + i), value("replaced", document("e" + i)));
        }
        assertThat(small.tags()).isLessThanOrEqualTo(10);

        small.put(key("acme", "brief"), value("v", Duration.ofMillis(1), document("brief")));
        small.invalidate(new Invalidation.OfPattern("acme", new dev.quern.cache.Glob("k*")));

        Eventually.await("the value expires and its tag goes", () -> small.tags() == 0);
        assertThat(small.usage().bytes()).isZero();
    }

    @Test
    void keepsNothingLongerThanItMay() throws Exception {
        CaffeineStore brief = new CaffeineStore(10, 1_000_000, Duration.ofMillis(1), InstantSource.system());
        brief.put(key("acme", "k"), value("v", Duration.ofHours(1)));

        Eventually.await("the value expires", () -> brief.get(key("acme", "k")).isEmpty());
    }
}
