package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients that people have already, against Quern as they would reach it: with a key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {
    private static final String KEY = "the-key-of-the-clients";

    private final ServerProcess server;
    private final Quern quern;

    ClientsIT(@TempDir Path folder) throws Exception {
        server = ServerProcess.start(folder, Map.of("quern.gateway.api-key", KEY));
        quern = new Quern(server.quern().address(), Optional.of(KEY));
    }

    @BeforeAll
    void fill() throws Exception {
        quern.add("querns", "querns", "Querns", "A quern is a small mill. A quern grinds grain by hand.");
    }

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"check_openai.py", "check_langchain.py", "check_openai.mjs"})
    void worksWithTheOfficialClients(String program) throws Exception {
        Process process = new ProcessBuilder(
                        "./deploy/clients.sh", "run", program, quern.address().toString(), KEY)
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output + server.log()).isZero();
        assertThat(output).contains("ok ");
    }
}
