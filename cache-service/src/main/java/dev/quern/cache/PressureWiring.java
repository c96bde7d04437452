package dev.quern.cache;

import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.cache.jvm.ProcessMemory;
import dev.quern.cache.semantic.SemanticCache;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Watches the memory of the process for what keeps values in it: the first level and the semantic cache. */
@ApplicationScoped
class PressureWiring {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private @Nullable Periodic watching;

    void start(
            @Observes StartupEvent event,
            CacheConfig config,
            CaffeineStore memory,
            SemanticCache semantic,
            CacheMetrics metrics) {
        CacheConfig.Pressure settings = config.pressure();
        if (!settings.enabled()) {
            return;
        }
        if (settings.every().compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("quern.cache.pressure.every must be at least 100 ms");
        }
        MemoryPressure pressure =
                new MemoryPressure(new ProcessMemory(), settings.heap(), settings.container(), share -> {
                    memory.resize(share);
                    semantic.resize(share);
                });
        metrics.watch(pressure);
        watching = Periodic.start("Watching memory", settings.every(), pressure::look);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (watching != null) {
            watching.close();
        }
    }
}
