package dev.quern.cache.disk;

import dev.quern.cache.TenantIsolation;
import dev.quern.cache.ValueStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

class DiskIsolationTest extends TenantIsolation {
    private final DiskStore store = open();

    @Override
    protected ValueStore store() {
        return store;
    }

    private static DiskStore open() {
        try {
            return Disks.in(Files.createTempDirectory("quern-disk"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
