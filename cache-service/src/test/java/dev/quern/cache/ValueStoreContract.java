package dev.quern.cache;

import static dev.quern.cache.Values.document;
import static dev.quern.cache.Values.key;
import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every level must do. */
public abstract class ValueStoreContract {
    protected abstract ValueStore store();

    /** What {@code values} with a tag count when the tag is invalidated; a store that does not count them says 0. */
    protected long counted(long values) {
        return values;
    }

    @Test
    void hasNothingAtFirst() throws Exception {
        assertThat(store().get(key("acme", "unknown"))).isEmpty();
    }

    @Test
    void returnsWhatWasPut() throws Exception {
        store().put(key("acme", "k"), value("v", document("d")));

        CachedValue found = store().get(key("acme", "k")).orElseThrow();

        assertThat(Values.text(found)).isEqualTo("v");
        assertThat(found.tags()).containsExactly(document("d"));
        assertThat(found.age(found.storedAt())).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 16 * 1024, 16 * 1024 + 1, 4 * 1024 * 1024})
    void keepsEveryByteOfRandomContent(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        CachedValue sample = value("");

        store().put(
                        key("acme", "bytes"),
                        new CachedValue(
                                new Content(bytes),
                                sample.storedAt(),
                                sample.freshUntil(),
                                sample.expiresAt(),
                                sample.tags(),
                                sample.cost()));

        assertThat(store().get(key("acme", "bytes")).orElseThrow().content().bytes())
                .isEqualTo(bytes);
    }

    @Test
    void keepsEveryByteOfContentThatCompressesWell() throws Exception {
        String text = "to be or not to be ".repeat(10_000);

        store().put(key("acme", "long"), value(text));

        assertThat(store().get(key("acme", "long")).map(Values::text)).contains(text);
    }

    @Test
    void replacesContentAndTags() throws Exception {
        store().put(key("acme", "k"), value("old", document("old")));
        store().put(key("acme", "k"), value("new", document("new")));

        assertThat(store().get(key("acme", "k")).map(Values::text)).contains("new");
        store().invalidate(new Invalidation.OfTag("acme", document("new")));
        assertThat(store().get(key("acme", "k"))).isEmpty();
    }

    @Test
    void tellsTypesApart() throws Exception {
        store().put(new CacheKey("acme", ValueType.SEARCH, "k"), value("search"));

        assertThat(store().get(new CacheKey("acme", ValueType.ANSWER, "k"))).isEmpty();
    }

    @Test
    void forgetsAValueWhenItsTimeIsOver() throws Exception {
        store().put(key("acme", "brief"), value("v", Duration.ofMillis(100)));

        Eventually.await(
                "the value expires", () -> store().get(key("acme", "brief")).isEmpty());
    }

    @Test
    void replacesAValueByOneThatHasExpiredWithNothing() throws Exception {
        store().put(key("acme", "k"), value("v"));
        store().put(key("acme", "k"), value("v", Duration.ofSeconds(-1)));

        assertThat(store().get(key("acme", "k"))).isEmpty();
    }

    @Test
    void dropsOneKeyOnly() throws Exception {
        store().put(key("acme", "a"), value("a"));
        store().put(key("acme", "b"), value("b"));

        assertThat(store().invalidate(new Invalidation.OfKey(key("acme", "a")))).isEqualTo(1);

        assertThat(store().get(key("acme", "a"))).isEmpty();
        assertThat(store().get(key("acme", "b"))).isPresent();
        assertThat(store().invalidate(new Invalidation.OfKey(key("acme", "a")))).isZero();
    }

    @Test
    void dropsAllThatCarryATagAndNothingElse() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            store().put(key("acme", "tagged" + i), value("v", document("d"), document("d" + i)));
        }
        store().put(key("acme", "other"), value("v", document("d1")));
        store().put(key("globex", "same-tag"), value("v", document("d")));

        assertThat(store().invalidate(new Invalidation.OfTag("acme", document("d"))))
                .isEqualTo(counted(1_200));

        for (int i = 0; i < 1_200; i++) {
            assertThat(store().get(key("acme", "tagged" + i))).isEmpty();
        }
        assertThat(store().get(key("acme", "other"))).isPresent();
        assertThat(store().get(key("globex", "same-tag"))).isPresent();
    }

    @Test
    void aValueThatIsPutAgainAfterAnInvalidationIsServed() throws Exception {
        store().put(key("acme", "k"), value("old", document("d")));
        store().invalidate(new Invalidation.OfTag("acme", document("d")));

        store().put(key("acme", "k"), value("new", document("d")));

        assertThat(store().get(key("acme", "k")).map(Values::text)).contains("new");
    }

    @ParameterizedTest
    @CsvSource({
        "doc*, true",
        "*, true",
        "doc:?2, true",
        "doc:???2, false",
        "other*, false",
        "doc:[4]2, false",
        "'doc:\\4\\2', true",
        "'doc:\\*', false",
        "DOC:42, false"
    })
    void matchesPatternsOverWholeKeys(String pattern, boolean matches) throws Exception {
        store().put(key("acme", "doc:42"), value("v"));
        store().put(key("globex", "doc:42"), value("v"));

        long removed = store().invalidate(new Invalidation.OfPattern("acme", new Glob(pattern)));

        assertThat(removed).isEqualTo(matches ? 1 : 0);
        assertThat(store().get(key("acme", "doc:42")).isEmpty()).isEqualTo(matches);
        assertThat(store().get(key("globex", "doc:42"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "]", "^", "-", "\\", "{", "}", ":", "%", " ", "\n", "\u0000", "é", "키", "😀", "*", "?"})
    void treatsAnyCharacterInKeysAndTagsAsItself(String character) throws Exception {
        CacheKey odd = key("acme", "a" + character + "b");
        store().put(odd, value("v", document(character)));

        assertThat(store().get(odd)).isPresent();
        assertThat(store().get(key("acme", "ab"))).isEmpty();
        assertThat(store().invalidate(new Invalidation.OfPattern("acme", new Glob("a\\" + character + "b"))))
                .isEqualTo(1);
        store().put(odd, value("v", document(character)));
        assertThat(store().invalidate(new Invalidation.OfPattern("acme", new Glob("a?b"))))
                .isEqualTo(1);
        store().put(odd, value("v", document(character)));
        assertThat(store().invalidate(new Invalidation.OfTag("acme", document(character))))
                .isEqualTo(counted(1));
        assertThat(store().get(odd)).isEmpty();
    }

    @Test
    void dropsEverythingOfOneTenant() throws Exception {
        store().put(key("acme", "a"), value("a", document("d")));
        store().put(key("acme", "b"), value("b"));
        store().put(key("globex", "a"), value("a", document("d")));

        store().invalidate(new Invalidation.OfTenant("acme"));

        assertThat(store().get(key("acme", "a"))).isEmpty();
        assertThat(store().get(key("acme", "b"))).isEmpty();
        assertThat(store().get(key("globex", "a"))).isPresent();
        store().put(key("acme", "a"), value("new"));
        assertThat(store().get(key("acme", "a")).map(Values::text)).contains("new");
    }

    @Test
    void reportsThatItWorksAndHoldsSomething() throws Exception {
        store().put(key("acme", "k"), value("v"));

        store().check();

        assertThat(store().usage().entries()).isPositive();
        assertThat(store().usage().bytes()).isPositive();
    }

    @Test
    void servesNothingStaleUnderConcurrentUse() throws Exception {
        List<Callable<Void>> workers = new ArrayList<>();
        for (int worker = 0; worker < 8; worker++) {
            CacheKey own = key("acme", "own" + worker);
            Tag tag = document("own" + worker);
            workers.add(() -> {
                for (int round = 0; round < 100; round++) {
                    store().put(own, value("r" + round, tag, document("shared")));
                    // Another worker may have invalidated the shared tag; an older round it must never be.
                    Optional<String> found = store().get(own).map(Values::text);
                    assertThat(found.orElse("r" + round)).isEqualTo("r" + round);
                    store().invalidate(new Invalidation.OfTag("acme", round % 10 == 0 ? document("shared") : tag));
                    assertThat(store().get(own)).isEmpty();
                }
                return null;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> finished : threads.invokeAll(workers)) {
                finished.get();
            }
        }
    }
}
