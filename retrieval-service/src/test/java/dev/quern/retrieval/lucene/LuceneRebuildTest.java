package dev.quern.retrieval.lucene;

import dev.quern.retrieval.DocumentStore;
import dev.quern.retrieval.RebuildContract;
import dev.quern.retrieval.TestConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LuceneRebuildTest extends RebuildContract {
    @TempDir
    Path state;

    @Override
    protected DocumentStore open() {
        return new LuceneDocumentStore(
                state, TestConfig.with("lucene.open-collections", "2").lucene());
    }
}
