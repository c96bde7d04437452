package dev.quern.retrieval.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.registry.ApiKeysContract;
import dev.quern.retrieval.registry.ConversationsContract;
import dev.quern.retrieval.registry.Entries;
import dev.quern.retrieval.registry.EntriesContract;
import dev.quern.retrieval.registry.Entry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LuceneRegistryTest {
    @TempDir
    Path state;

    @Nested
    final class KeepsEntries extends EntriesContract {
        @Override
        protected Entries open() {
            return new LuceneEntries(state);
        }

        @Test
        void goesOnAfterACallerWasInterrupted() throws InterruptedException {
            Entry entry = new Entry(tenant, tenant, "1", Entry.NEVER, Map.of("a", "b"));
            Thread caller = Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> entries.put(entry)).isInstanceOf(QuernException.class);
            });
            caller.join();

            entries.put(entry);

            assertThat(entries.count(tenant, Instant.EPOCH)).isEqualTo(1);
        }

        @Test
        void opensAgainWhatAFailureHasClosed() throws Exception {
            entries.put(new Entry(tenant, tenant, "1", Entry.NEVER, Map.of("a", "b")));
            Entry impossible = new Entry("x".repeat(40_000), tenant, "2", Entry.NEVER, Map.of("a", "b"));

            assertThatThrownBy(() -> entries.put(impossible)).isInstanceOf(RuntimeException.class);

            entries.put(new Entry(tenant + "2", tenant, "3", Entry.NEVER, Map.of("a", "b")));
            assertThat(entries.count(tenant, Instant.EPOCH)).isEqualTo(2);
        }

        @Test
        void refusesAFolderThatIsInUse() {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("quern.retrieval.state");
        }

        @Test
        void saysThatItIsClosed() {
            entries.close();

            assertThatThrownBy(() -> entries.get("a")).isInstanceOfSatisfying(QuernException.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
                assertThat(failure.service()).contains("lucene");
            });
        }
    }

    @Nested
    final class KeepsApiKeys extends ApiKeysContract {
        @Override
        protected Entries open() {
            return new LuceneEntries(state);
        }
    }

    @Nested
    final class KeepsConversations extends ConversationsContract {
        @Override
        protected Entries open() {
            return new LuceneEntries(state);
        }
    }
}
