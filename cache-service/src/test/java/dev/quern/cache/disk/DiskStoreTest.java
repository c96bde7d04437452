package dev.quern.cache.disk;

import dev.quern.cache.ValueStore;
import dev.quern.cache.ValueStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest extends ValueStoreContract {
    @TempDir
    Path folder;

    private DiskStore store;

    @BeforeEach
    void open() {
        store = Disks.in(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected ValueStore store() {
        return store;
    }
}
