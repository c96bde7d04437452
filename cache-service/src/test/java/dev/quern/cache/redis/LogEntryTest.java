package dev.quern.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Glob;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import dev.quern.cache.ValueType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogEntryTest {
    private static final List<Invalidation> EACH_KIND = List.of(
            new Invalidation.OfKey(new CacheKey("acme", ValueType.SQL, "a:b|\n")),
            new Invalidation.OfTag("acme", new Tag(TagKind.COLLECTION, "맷돌")),
            new Invalidation.OfPattern("acme", new Glob("a*\\?")),
            new Invalidation.OfTenant("acme"));

    @Test
    void isReadAsItWasWritten() {
        for (Invalidation invalidation : EACH_KIND) {
            for (boolean replaced : new boolean[] {true, false}) {
                LogEntry entry = new LogEntry(invalidation, replaced);

                assertThat(LogEntry.decode(entry.encode())).contains(entry);
            }
        }
    }

    @Test
    void isNothingWhenItIsNotWhole() {
        for (Invalidation invalidation : EACH_KIND) {
            byte[] whole = LogEntry.invalidated(invalidation).encode();
            for (int length = 0; length < whole.length; length++) {
                assertThat(LogEntry.decode(Arrays.copyOf(whole, length))).isEmpty();
            }
        }
    }

    @Test
    void isNothingWhenAnotherVersionWroteIt() {
        byte[] other = LogEntry.invalidated(EACH_KIND.getFirst()).encode();
        other[0]++;

        assertThat(LogEntry.decode(other)).isEmpty();
    }
}
