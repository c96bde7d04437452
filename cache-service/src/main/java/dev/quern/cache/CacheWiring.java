package dev.quern.cache;

import dev.quern.cache.caffeine.CaffeineStore;
import dev.quern.cache.disk.DiskLogPositions;
import dev.quern.cache.disk.DiskSettings;
import dev.quern.cache.disk.DiskStore;
import dev.quern.cache.redis.MemoryAdvice;
import dev.quern.cache.redis.RedisFlightLeases;
import dev.quern.cache.redis.RedisReplicas;
import dev.quern.cache.redis.RedisSemanticArchive;
import dev.quern.cache.redis.RedisStore;
import dev.quern.cache.redis.ReplicaSettings;
import dev.quern.cache.semantic.SemanticArchive;
import dev.quern.cache.semantic.SemanticCache;
import dev.quern.cache.semantic.SemanticMetrics;
import dev.quern.cache.semantic.SemanticSettings;
import dev.quern.redis.RedisLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** Builds the cache from its configuration. Opens no connection. */
@ApplicationScoped
class CacheWiring {
    private final List<AutoCloseable> closeables = new ArrayList<>();

    @Produces
    @Singleton
    LowerLevels lowerLevels(CacheConfig config, CacheMetrics metrics, Vertx vertx) {
        List<GuardedStore> stores = new ArrayList<>();
        FlightLeases leases = switch (config.secondLevel()) {
            case OFF -> FlightLeases.ALONE;
            case REDIS -> {
                RedisLink link = new RedisLink(vertx, RedisWiring.address(config.redis()), MemoryAdvice::of);
                closeables.add(link);
                stores.add(redis(config.redis(), metrics, link));
                yield new RedisFlightLeases(
                        link, config.redis().timeout(), config.redis().circuitPause());
            }
        };
        if (config.disk().enabled()) {
            stores.add(disk(config.disk(), metrics));
        }
        return new LowerLevels(List.copyOf(stores), leases);
    }

    @Produces
    @Singleton
    Replicas replicas(CacheConfig config, MeterRegistry registry, Vertx vertx) {
        return switch (config.secondLevel()) {
            case OFF -> Replicas.ALONE;
            case REDIS -> {
                CacheConfig.Coherence settings = config.replicas();
                RedisReplicas replicas = new RedisReplicas(
                        vertx,
                        RedisWiring.address(config.redis()),
                        new ReplicaSettings(
                                settings.lease(),
                                settings.detachedTimeToLive(),
                                settings.forgetAfter(),
                                settings.logEntries()),
                        config.disk().enabled()
                                ? new DiskLogPositions(config.disk().folder())
                                : LogPositions.inMemory(),
                        new ReplicaMetrics(registry));
                closeables.add(replicas);
                yield replicas;
            }
        };
    }

    @Produces
    @Singleton
    CaffeineStore memory(CacheConfig config, CacheMetrics metrics) {
        CacheConfig.Memory settings = config.memory();
        CaffeineStore memory = new CaffeineStore(
                settings.entries(), settings.bytes().asLongValue(), settings.timeToLive(), InstantSource.system());
        metrics.watch(memory.level(), memory::usage);
        return memory;
    }

    @Produces
    @Singleton
    LayeredCache layers(
            CaffeineStore memory, LowerLevels lower, Replicas replicas, SemanticCache semantic, CacheMetrics metrics) {
        LayeredCache layers = new LayeredCache(memory, lower.stores(), metrics, replicas, semantic);
        replicas.start(layers);
        return layers;
    }

    @Produces
    @Singleton
    SemanticCache semantic(CacheConfig config, MeterRegistry registry, Vertx vertx) {
        SemanticCache semantic = new SemanticCache(
                SemanticSettings.of(config.semantic()),
                switch (config.secondLevel()) {
                    case OFF -> SemanticArchive.NONE;
                    case REDIS -> archive(config, vertx);
                },
                circuit(config.redis()),
                new SemanticMetrics(registry),
                InstantSource.system());
        closeables.add(semantic);
        return semantic;
    }

    @Produces
    @Singleton
    Demand demand(CacheConfig config) {
        return Demand.of(config.statistics(), config.memory().entries(), System::nanoTime);
    }

    @Produces
    @Singleton
    FlightLeases leases(LowerLevels lower) {
        return lower.leases();
    }

    @Produces
    @Singleton
    Caches caches(
            CacheConfig config,
            LayeredCache layers,
            FlightLeases leases,
            Demand demand,
            StartWarming warming,
            CacheMetrics metrics) {
        CacheConfig.Flights flights = config.singleFlight();
        SingleFlight local = new SingleFlight(
                new SingleFlight.Limits(flights.patience(), flights.lapse(), flights.flights(), flights.followers()));
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        return new Caches(
                layers,
                new Flights(layers, local, leases, config.refresh().lapse()),
                new Lifetimes(config.timeToLive(), config.jitter(), config.stale(), random),
                new EarlyRefresh(config.refresh().eagerness(), random),
                demand,
                metrics,
                warming::progress,
                config.statistics().hotKeys(),
                InstantSource.system());
    }

    @Produces
    @Singleton
    CacheMetrics metrics(MeterRegistry registry) {
        return new CacheMetrics(registry);
    }

    @PreDestroy
    void close() throws Exception {
        // The last one first: it may still use those before.
        for (AutoCloseable closeable : closeables.reversed()) {
            closeable.close();
        }
    }

    private GuardedStore redis(CacheConfig.RedisLevel config, CacheMetrics metrics, RedisLink link) {
        RedisStore redis = new RedisStore(link, RedisWiring.settings(config), InstantSource.system());
        GuardedStore guarded = new GuardedStore(redis, circuit(config), metrics, System::nanoTime);
        metrics.watch(guarded);
        return guarded;
    }

    private GuardedStore disk(CacheConfig.DiskLevel config, CacheMetrics metrics) {
        DiskStore disk = new DiskStore(
                new DiskSettings(
                        config.folder(),
                        config.bytes().asLongValue(),
                        config.entries(),
                        config.timeToLive(),
                        config.types(),
                        config.compressAbove().asLongValue(),
                        config.queue().asLongValue()),
                InstantSource.system());
        closeables.add(disk);
        GuardedStore guarded = new GuardedStore(
                disk,
                new Circuit(config.circuitFailures(), config.circuitPause(), System::nanoTime),
                metrics,
                System::nanoTime);
        metrics.watch(guarded);
        return guarded;
    }

    private SemanticArchive archive(CacheConfig config, Vertx vertx) {
        RedisSemanticArchive archive = new RedisSemanticArchive(
                vertx,
                RedisWiring.address(config.redis()),
                RedisWiring.settings(config.redis()),
                new RedisSemanticArchive.Limits(
                        config.semantic().entries(),
                        config.semantic().timeToLive(),
                        config.semantic().feedbackHalfLife()),
                InstantSource.system());
        closeables.add(archive);
        return archive;
    }

    private static Circuit circuit(CacheConfig.RedisLevel config) {
        return new Circuit(config.circuitFailures(), config.circuitPause(), System::nanoTime);
    }

    /**
     * What replicas share.
     *
     * @param stores the levels behind memory, each of which may fail
     */
    record LowerLevels(List<GuardedStore> stores, FlightLeases leases) {}
}
