package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ValueCodecTest {
    private final ValueCodec codec = new ValueCodec(100);

    @Property
    void readsWhatItWrote(@ForAll("values") CachedValue value) {
        assertThat(codec.decode(codec.encode(value), 0)).contains(value);
    }

    @Property
    void readsNothingFromHalfAValue(@ForAll("values") CachedValue value) {
        byte[] whole = codec.encode(value);

        assertThat(codec.decode(Arrays.copyOf(whole, whole.length - 1), 0)).isEmpty();
    }

    @Property
    void survivesAnyBytes(@ForAll byte[] bytes) {
        codec.decode(bytes, 0);
    }

    @Provide
    Arbitrary<CachedValue> values() {
        Arbitrary<byte[]> contents = Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
        Arbitrary<byte[]> monotonous = Arbitraries.integers().between(1, 5_000).map(size -> new byte[size]);
        Arbitrary<Tag> tags = Combinators.combine(
                        Arbitraries.of(TagKind.class),
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(20))
                .as(Tag::new);
        Arbitrary<Instant> instants =
                Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
        Arbitrary<Set<Tag>> sets = tags.set().ofMaxSize(5);
        return Combinators.combine(Arbitraries.oneOf(contents, monotonous), instants, instants, sets)
                .as((content, stored, expires, tagged) -> new CachedValue(
                        new Content(content),
                        stored,
                        stored.isBefore(expires) ? stored : expires,
                        expires,
                        tagged,
                        new Cost(Duration.ofSeconds(3), 120)));
    }
}
