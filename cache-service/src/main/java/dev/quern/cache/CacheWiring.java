package dev.quern.cache;

import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.cache.redis.RedisSettings;
import dev.quern.cache.redis.RedisStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Builds the cache from its configuration. Opens no connection. */
@ApplicationScoped
class CacheWiring {
    private final List<AutoCloseable> closeables = new ArrayList<>();

    @Produces
    @Singleton
    LowerLevels lowerLevels(CacheConfig config, CacheMetrics metrics, Vertx vertx) {
        return switch (config.secondLevel()) {
            case OFF -> new LowerLevels(List.of());
            case REDIS -> new LowerLevels(List.of(redis(config.redis(), metrics, vertx)));
        };
    }

    @Produces
    @Singleton
    Caches caches(CacheConfig config, LowerLevels lower, CacheMetrics metrics) {
        CacheConfig.Memory settings = config.memory();
        CaffeineStore memory = new CaffeineStore(
                settings.entries(), settings.bytes().asLongValue(), settings.timeToLive(), InstantSource.system());
        metrics.watch(memory.level(), memory::usage);
        CacheConfig.Flights flights = config.singleFlight();
        return new Caches(
                new LayeredCache(memory, lower.stores(), metrics),
                new SingleFlight(new SingleFlight.Limits(
                        flights.patience(), flights.lapse(), flights.flights(), flights.followers())),
                config.timeToLive(),
                InstantSource.system());
    }

    @Produces
    @Singleton
    CacheMetrics metrics(MeterRegistry registry) {
        return new CacheMetrics(registry);
    }

    @PreDestroy
    void close() throws Exception {
        for (AutoCloseable closeable : closeables) {
            closeable.close();
        }
    }

    private GuardedStore redis(CacheConfig.RedisLevel config, CacheMetrics metrics, Vertx vertx) {
        RedisStore redis = new RedisStore(
                vertx,
                new RedisSettings(
                        config.uri(),
                        config.password(),
                        config.timeout(),
                        config.invalidationTimeout(),
                        config.compressAbove().asLongValue(),
                        config.jitter()),
                InstantSource.system());
        closeables.add(redis);
        GuardedStore guarded = new GuardedStore(
                redis,
                new Circuit(config.circuitFailures(), config.circuitPause(), System::nanoTime),
                metrics,
                System::nanoTime);
        metrics.watch(guarded);
        return guarded;
    }

    /** The levels behind memory, each of which may fail. */
    record LowerLevels(List<GuardedStore> stores) {}
}
