package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite on embedded parts: Lucene, memory, and the answerer that needs no model. */
class StandaloneIT extends EndToEndSuite {
    private final ServerProcess server;

    StandaloneIT(@TempDir Path folder) throws Exception {
        server = ServerProcess.start(folder, Map.of());
    }

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
    }

    @Override
    Quern quern() {
        return server.quern();
    }

    @Test
    void labelsAnswersThatNoModelMade() throws Exception {
        JsonNode body = quern().ask("What is a quern made of?", collection()).body();

        assertThat(body.at("/metadata/back_end").asText()).isEqualTo("extractive");
    }

    @Test
    void keepsWhatItAcceptedWhenItIsKilled(@TempDir Path folder) throws Exception {
        String statusUrl;
        try (ServerProcess first = ServerProcess.start(folder, Map.of())) {
            first.quern().add("kept", "before", "Before", "The miller sleeps at noon.");
            statusUrl = first.quern()
                    .post(
                            "/api/v1/documents",
                            Map.of("collection", "kept", "document_id", "during", "text", "The barley is in the loft."))
                    .body()
                    .get("status_url")
                    .asText();
            first.kill();
        }

        try (ServerProcess second = ServerProcess.start(folder, Map.of())) {
            second.quern().awaitReady(statusUrl);
            assertThat(second.quern()
                            .ask("When does the miller sleep?", "kept")
                            .body()
                            .at("/sources")
                            .toString())
                    .contains("sleeps at noon");
            assertThat(second.quern()
                            .ask("Where is the barley?", "kept")
                            .body()
                            .at("/sources")
                            .toString())
                    .contains("in the loft");
        }
    }
}
