package dev.quern.cache;

import static dev.quern.cache.Values.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Whatever a tenant writes into keys, tags and patterns, it neither reads nor drops what another tenant has. */
public abstract class TenantIsolation {
    private static final CacheKey VICTIM = new CacheKey("a", ValueType.ANSWER, "k");
    private static final Tag TAG = new Tag(TagKind.DOCUMENT, "d");

    protected abstract ValueStore store();

    @Property(tries = 200)
    void nothingOfOneTenantReachesAnothers(
            @ForAll("tenants") String attacker, @ForAll("actions") List<Tuple2<Integer, String>> actions)
            throws Exception {
        ValueStore store = store();
        store.put(VICTIM, value("secret", TAG));

        for (Tuple2<Integer, String> action : actions) {
            String text = action.get2();
            CacheKey key = new CacheKey(attacker, ValueType.ANSWER, text);
            switch (action.get1()) {
                case 0 -> store.put(key, value("mine", new Tag(TagKind.DOCUMENT, text), TAG));
                case 1 -> store.invalidate(new Invalidation.OfKey(key));
                case 2 -> store.invalidate(new Invalidation.OfTag(attacker, new Tag(TagKind.DOCUMENT, text)));
                case 3 -> store.invalidate(new Invalidation.OfPattern(attacker, new Glob(text)));
                case 4 -> store.invalidate(new Invalidation.OfTag(attacker, TAG));
                default -> store.invalidate(new Invalidation.OfTenant(attacker));
            }
            assertThat(store.get(key).map(Values::text).orElse("mine")).isEqualTo("mine");
        }

        assertThat(store.get(VICTIM).map(Values::text)).contains("secret");
        store.invalidate(new Invalidation.OfTenant(VICTIM.tenant()));
    }

    @Provide
    Arbitrary<String> tenants() {
        // Real tenants have letters, digits, - and _; a store must not depend on it.
        return Arbitraries.oneOf(
                Arbitraries.of("b", "aa", "a:", "a}", "{a}", "a*", "*", "?", "[a]", "%61", "a}:v:answer:k", "A"),
                Arbitraries.strings()
                        .withChars("ab:{}*?")
                        .ofMinLength(1)
                        .ofMaxLength(4)
                        .filter(t -> !t.equals("a")));
    }

    @Provide
    Arbitrary<List<Tuple2<Integer, String>>> actions() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.of("k", "*", "d", "*:k", "../a/k", "}:v:answer:k", "quern:cache:{a}:v:answer:k"),
                Arbitraries.strings().withChars("kad:{}*?[]\\").ofMinLength(1).ofMaxLength(5));
        return Combinators.combine(Arbitraries.integers().between(0, 5), texts)
                .as(Tuple::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
