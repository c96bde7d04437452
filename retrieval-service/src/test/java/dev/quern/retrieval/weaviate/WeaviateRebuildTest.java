package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.RebuildContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("weaviate")
final class WeaviateRebuildTest extends RebuildContract {
    private static WeaviateServer server;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = WeaviateServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    protected DocumentStore open() {
        return new WeaviateDocumentStore(server.config());
    }
}
