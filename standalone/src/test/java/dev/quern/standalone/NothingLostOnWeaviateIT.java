package dev.quern.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** On the full stack: the retrieval-service is killed, and Weaviate under it. */
@Tag("full-stack")
class NothingLostOnWeaviateIT extends NothingLost {
    @TempDir
    Path folder;

    private Stack stack;

    @BeforeEach
    void up() throws Exception {
        stack = Stack.up(folder);
    }

    @AfterEach
    void down() throws Exception {
        stack.close();
    }

    @Override
    Quern quern() {
        return stack.quern();
    }

    @Override
    List<Kill> kills() {
        List<Kill> kills = new ArrayList<>();
        kills.addAll(Collections.nCopies(kills("retrieval", 4), () -> stack.killAndRestart("retrieval")));
        kills.addAll(Collections.nCopies(kills("weaviate", 1), () -> stack.killAndRestart("weaviate")));
        Collections.shuffle(kills, new Random(1));
        return kills;
    }
}
