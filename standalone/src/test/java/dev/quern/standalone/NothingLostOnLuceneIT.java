package dev.quern.standalone;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** On embedded Lucene, where all of Quern is one process. */
class NothingLostOnLuceneIT extends NothingLost {
    @TempDir
    Path folder;

    private volatile ServerProcess server;

    @BeforeEach
    void start() throws Exception {
        server = ServerProcess.start(folder, Map.of());
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.close();
    }

    @Override
    Quern quern() {
        return server.quern();
    }

    @Override
    List<Kill> kills() {
        return Collections.nCopies(kills("retrieval", 4), () -> {
            server.kill();
            server = ServerProcess.start(folder, Map.of());
        });
    }
}
