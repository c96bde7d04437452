package dev.quern.retrieval.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.retrieval.Page;
import dev.quern.retrieval.Ulids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Entries} does. */
public abstract class EntriesContract extends RegistryContract {
    private static final Instant SOON = Instant.parse("2040-01-01T00:00:00.123Z");

    @Test
    void givesBackWhatItWasGiven() throws Exception {
        Entry entry = new Entry(
                tenant + "/Ä n=ame/\uD83E\uDD89",
                tenant,
                Ulids.next(),
                SOON,
                Map.of("empty", "", "lines", "a=b\n\tc\r\n d ", "long", "öx".repeat(60_000)));
        entries.put(entry);

        assertThat(entries.get(entry.name())).contains(entry);
        entries.close();
        entries = open();
        assertThat(entries.get(entry.name())).contains(entry);
        assertThat(entries.list(tenant, Instant.EPOCH, 5, Optional.empty()).items())
                .containsExactly(entry);
    }

    @Test
    void knowsNothingThatWasNotPut() {
        assertThat(entries.get(tenant)).isEmpty();
        assertThat(entries.present(List.of(tenant, tenant + "2"))).isEmpty();
        assertThat(entries.moveEnd(tenant, SOON)).isFalse();
        assertThat(entries.get(tenant)).isEmpty();
        assertThat(entries.list(tenant, Instant.EPOCH, 5, Optional.empty()).items())
                .isEmpty();
        assertThat(entries.count(tenant, Instant.EPOCH)).isZero();
        entries.remove(tenant);
        entries.removeAll(tenant);
        entries.keepNewest(tenant, 3);
    }

    @Test
    void tellsWhichNamesThereAre() {
        entries.put(Entry.alone(tenant + "1", Map.of("a", "b")));
        entries.put(Entry.alone(tenant + "3", Map.of("a", "b")));

        assertThat(entries.present(List.of(tenant + "1", tenant + "2", tenant + "3")))
                .containsExactlyInAnyOrder(tenant + "1", tenant + "3");
    }

    @Test
    void replacesAnEntryOfTheSameName() {
        Entry first = entry("one", SOON);
        entries.put(first);
        Entry second = new Entry(first.name(), tenant + "elsewhere", Ulids.next(), SOON.plusSeconds(1), Map.of());
        entries.put(second);

        assertThat(entries.get(first.name())).contains(second);
        assertThat(entries.count(tenant, Instant.EPOCH)).isZero();
        assertThat(entries.count(tenant + "elsewhere", Instant.EPOCH)).isEqualTo(1);
    }

    @Test
    void putsWhatIsAbsentOnceOnly() throws Exception {
        Entry first = entry("one", SOON);
        Entry second = new Entry(first.name(), tenant, Ulids.next(), SOON, Map.of("another", "one"));

        assertThat(entries.putIfAbsent(first)).isTrue();
        assertThat(entries.putIfAbsent(second)).isFalse();
        // As when an answer was lost.
        assertThat(entries.putIfAbsent(first)).isTrue();

        assertThat(entries.get(first.name())).contains(first);
        assertThat(entries.count(tenant, Instant.EPOCH)).isEqualTo(1);
    }

    @Test
    void movesAnEndAndNothingElse() {
        Entry entry = entry("one", SOON);
        entries.put(entry);

        assertThat(entries.moveEnd(entry.name(), SOON.plusSeconds(60))).isTrue();

        assertThat(entries.get(entry.name())).contains(entry.endingAt(SOON.plusSeconds(60)));
        assertThat(entries.count(tenant, SOON.plusSeconds(59))).isEqualTo(1);
        assertThat(entries.count(tenant, SOON.plusSeconds(60))).isZero();
    }

    @Test
    void listsPageByPageWhatIsNotOver() {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Entry entry = entry("e" + i, i == 3 ? SOON : SOON.plusSeconds(60));
            entries.put(entry);
            all.addFirst(entry);
        }
        entries.put(new Entry(tenant + "other", tenant + "2", Ulids.next(), Entry.NEVER, Map.of("a", "b")));
        List<Entry> expected =
                all.stream().filter(entry -> entry.end().isAfter(SOON)).toList();

        List<Entry> found = new ArrayList<>();
        Optional<String> before = Optional.empty();
        int pages = 0;
        do {
            Page<Entry> page = entries.list(tenant, SOON, 3, before);
            found.addAll(page.items());
            before = page.next();
            pages++;
        } while (before.isPresent());

        assertThat(found).containsExactlyElementsOf(expected);
        assertThat(pages).isEqualTo(2);
        assertThat(entries.count(tenant, SOON)).isEqualTo(6);
        assertThat(entries.count(tenant, Instant.EPOCH)).isEqualTo(7);
    }

    @Test
    void findsWhatIsOver() {
        Instant longAgo = Instant.parse("2001-01-01T00:00:00Z");
        Entry over = entry("over", longAgo);
        entries.put(over);
        entries.put(entry("going on", longAgo.plusSeconds(10)));
        entries.put(Entry.alone(tenant + "forever", Map.of("a", "b")));

        assertThat(entries.over(longAgo.plusMillis(1), 100)).containsExactly(over);
        assertThat(entries.over(longAgo, 100)).isEmpty();
        assertThat(entries.over(longAgo.plusSeconds(60), 1)).hasSize(1);
        entries.removeAll(tenant);
        assertThat(entries.over(longAgo.plusSeconds(60), 100)).isEmpty();
    }

    @Test
    void keepsTheNewestOnly() {
        List<Entry> all =
                IntStream.range(0, 9).mapToObj(i -> entry("e" + i, SOON)).toList();
        all.forEach(entries::put);

        entries.keepNewest(tenant, 9);
        assertThat(entries.count(tenant, Instant.EPOCH)).isEqualTo(9);
        entries.keepNewest(tenant, 2);

        assertThat(entries.list(tenant, Instant.EPOCH, 10, Optional.empty()).items())
                .containsExactly(all.get(8), all.get(7));
    }

    @Test
    void removesWhatItIsToldToAndNothingElse() {
        Entry one = entry("one", SOON);
        Entry two = entry("two", SOON);
        Entry elsewhere = new Entry(tenant + "three", tenant + "2", Ulids.next(), SOON, Map.of("a", "b"));
        List.of(one, two, elsewhere).forEach(entries::put);

        entries.remove(one.name());
        assertThat(entries.get(one.name())).isEmpty();
        assertThat(entries.get(two.name())).contains(two);
        entries.removeAll(tenant);

        assertThat(entries.get(two.name())).isEmpty();
        assertThat(entries.get(elsewhere.name())).contains(elsewhere);
    }

    @Test
    void losesNoneOfManyChangesAtOnce() throws Exception {
        Entries second = another();
        List<Callable<Boolean>> attempts = IntStream.range(0, 60)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    (i % 2 == 0 ? entries : second).put(entry("e" + i, SOON));
                    return true;
                })
                .toList();

        atOnce(attempts);

        assertThat(entries.count(tenant, Instant.EPOCH)).isEqualTo(60);
        assertThat(second.list(tenant, Instant.EPOCH, 100, Optional.empty()).items())
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    @Test
    void isLikeAMapWhateverIsDone() throws Exception {
        Random random = new Random(20261122);
        TreeMap<String, Entry> expected = new TreeMap<>();
        for (int i = 0; i < 150; i++) {
            Entry entry = new Entry(
                    tenant + "/" + random.nextInt(12),
                    tenant + random.nextInt(2),
                    Ulids.next(),
                    SOON.plusSeconds(random.nextInt(100)),
                    Map.of("round", Integer.toString(i)));
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    entries.put(entry);
                    expected.put(entry.name(), entry);
                }
                case 2 ->
                    assertThat(entries.putIfAbsent(entry)).isEqualTo(expected.putIfAbsent(entry.name(), entry) == null);
                case 3 -> {
                    assertThat(entries.moveEnd(entry.name(), entry.end()))
                            .isEqualTo(expected.containsKey(entry.name()));
                    expected.computeIfPresent(entry.name(), (_, old) -> old.endingAt(entry.end()));
                }
                default -> {
                    entries.remove(entry.name());
                    expected.remove(entry.name());
                }
            }
        }
        entries.close();
        entries = open();

        for (String list : List.of(tenant + "0", tenant + "1")) {
            assertThat(entries.list(list, Instant.EPOCH, 100, Optional.empty()).items())
                    .containsExactlyInAnyOrderElementsOf(expected.values().stream()
                            .filter(entry -> entry.list().equals(list))
                            .toList());
        }
    }

    private Entry entry(String name, Instant end) {
        return new Entry(tenant + "/" + name, tenant, Ulids.next(), end, Map.of("name", name));
    }
}
