package dev.quern.cache.caffeine;

import dev.quern.cache.TenantIsolation;
import dev.quern.cache.ValueStore;
import java.time.Duration;
import java.time.InstantSource;

class CaffeineIsolationTest extends TenantIsolation {
    private final CaffeineStore store =
            new CaffeineStore(1_000, 10_000_000, Duration.ofMinutes(5), InstantSource.system());

    @Override
    protected ValueStore store() {
        return store;
    }
}
