package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.registry.ApiKeysContract;
import dev.quern.retrieval.registry.ConversationsContract;
import dev.quern.retrieval.registry.Entries;
import dev.quern.retrieval.registry.EntriesContract;
import dev.quern.retrieval.registry.Entry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("weaviate")
final class WeaviateRegistryTest {
    private static WeaviateServer server;
    private static final ConcurrentLinkedQueue<Entries> OTHERS = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = WeaviateServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        OTHERS.forEach(Entries::close);
        server.close();
    }

    private static Entries process() {
        return new WeaviateEntries(server.config());
    }

    private static Entries anotherProcess() {
        Entries other = process();
        OTHERS.add(other);
        return other;
    }

    @Nested
    final class KeepsEntries extends EntriesContract {
        @Override
        protected Entries open() {
            return process();
        }

        @Override
        protected Entries another() {
            return anotherProcess();
        }

        @Test
        void failsWhenTheServerRefusesAnEntryForAnythingElse() {
            try (WeaviateConnection connection = new WeaviateConnection(server.config())) {
                WeaviateObjects objects = WeaviateObjects.withoutTenants(connection, Schema.REGISTRY);
                entries.put(new Entry(tenant, tenant, "1", Entry.NEVER, Map.of("a", "b")));

                assertThatThrownBy(
                                () -> objects.putIfAbsent(ObjectIds.ofEntry(tenant + "2"), Map.of("end", "no number")))
                        .isInstanceOf(QuernException.class);
            }
        }

        @Test
        void keepsWhatItHasConfirmedWhenTheServerIsKilled() throws Exception {
            Entry entry = new Entry(tenant, tenant, "1", Entry.NEVER, Map.of("a", "b"));
            Entry other = new Entry(tenant + "2", tenant, "2", Entry.NEVER, Map.of("a", "b"));
            entries.put(entry);
            entries.putIfAbsent(other);

            server.kill();
            server.startAgain();

            assertThat(entries.get(entry.name())).contains(entry);
            assertThat(entries.get(other.name())).contains(other);
        }
    }

    @Nested
    final class KeepsApiKeys extends ApiKeysContract {
        @Override
        protected Entries open() {
            return process();
        }

        @Override
        protected Entries another() {
            return anotherProcess();
        }
    }

    @Nested
    final class KeepsConversations extends ConversationsContract {
        @Override
        protected Entries open() {
            return process();
        }

        @Override
        protected Entries another() {
            return anotherProcess();
        }
    }
}
