package dev.quern.cache;

import dev.quern.cache.CacheWiring.LowerLevels;
import dev.quern.cache.file.FileKeyNotes;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Loads what was hot at the start, in the background, and notes what is hot from then on. */
@ApplicationScoped
class WarmingWiring {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final List<AutoCloseable> running = new ArrayList<>();

    @Produces
    @Singleton
    StartWarming warming(CacheConfig config, LayeredCache layers, Demand demand, CacheMetrics metrics) {
        CacheConfig.Warming settings = config.warming();
        StartWarming warming =
                new StartWarming(layers, demand.hotKeys(), new FileKeyNotes(settings.folder()), settings.keys());
        metrics.watch(warming);
        return warming;
    }

    @Produces
    @Singleton
    WarmingTurns turns(CacheConfig config, CacheMetrics metrics) {
        CacheConfig.Warming settings = config.warming();
        return new WarmingTurns(settings.callers(), settings.rate(), metrics::lookups);
    }

    void start(
            @Observes StartupEvent event,
            CacheConfig config,
            LowerLevels lower,
            StartWarming warming,
            CacheMetrics metrics) {
        CacheConfig.Warming settings = config.warming();
        if (!settings.enabled() || lower.stores().isEmpty()) {
            return;
        }
        if (settings.every().compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("quern.cache.warming.every must be at least 1 second");
        }
        Pace pace = new Pace(settings.rate(), metrics::lookups);
        Thread loading = Thread.ofVirtual().name("warming").start(() -> warming.load(pace, settings.limit()));
        running.add(() -> {
            loading.interrupt();
            loading.join(SHORTEST);
        });
        running.add(Periodic.start("Noting hot keys", settings.every(), warming::note));
        running.add(warming::note);
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        for (AutoCloseable one : running) {
            one.close();
        }
    }
}
