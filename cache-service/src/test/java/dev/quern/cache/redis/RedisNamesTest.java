package dev.quern.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import dev.quern.cache.ValueType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RedisNamesTest {
    @Property
    void namesOfDifferentKeysDiffer(
            @ForAll("texts") String tenant,
            @ForAll("texts") String otherTenant,
            @ForAll ValueType type,
            @ForAll ValueType otherType,
            @ForAll("texts") String key,
            @ForAll("texts") String otherKey) {
        CacheKey one = new CacheKey(tenant, type, key);
        CacheKey other = new CacheKey(otherTenant, otherType, otherKey);

        assertThat(RedisNames.value(one).equals(RedisNames.value(other))).isEqualTo(one.equals(other));
        assertThat(RedisNames.key(otherTenant, RedisNames.value(one)).isPresent())
                .isEqualTo(tenant.equals(otherTenant));
    }

    @Property
    void namesLeadBackToTheirKeys(@ForAll("texts") String tenant, @ForAll ValueType type, @ForAll("texts") String key) {
        CacheKey one = new CacheKey(tenant, type, key);

        assertThat(RedisNames.key(tenant, RedisNames.value(one))).contains(one);
    }

    @Property
    void noTagIsNamedLikeAValueOrAnEpoch(
            @ForAll("texts") String tenant,
            @ForAll("texts") String otherTenant,
            @ForAll("texts") String key,
            @ForAll TagKind kind) {
        String tag = RedisNames.tag(tenant, new Tag(kind, key));

        assertThat(tag).isNotEqualTo(RedisNames.epoch(otherTenant));
        assertThat(RedisNames.key(otherTenant, tag)).isEmpty();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab:{}%*?[]\\\u0000é키")
                .ofMinLength(1)
                .ofMaxLength(6);
    }
}
