package dev.quern.protocol.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.GetRequest;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Replicas behind one name, which can change, and a channel to them as services have it. */
final class TestReplicas implements AutoCloseable {
    private static final Duration REFRESH = Duration.ofMillis(100);
    /** Not those of the application that runs in the same process. */
    private static final String OWN = "test_replicas";

    private static final String OWN_SCHEME = "test-replicas";

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final RemoteService remote = new RemoteService("cache-service", new Usual());
    final CacheServiceBlockingV2Stub stub;
    final ManagedChannel channel;

    private final List<TestReplica> all = new ArrayList<>();
    private final List<TestReplica> named = new CopyOnWriteArrayList<>();
    private final LoadBalancerProvider balancing;
    private final NameResolverProvider names;

    TestReplicas(int count) throws Exception {
        this(count, new Standing.Terms(5, Duration.ofSeconds(5)));
    }

    TestReplicas(int count, Standing.Terms terms) throws Exception {
        for (int i = 0; i < count; i++) {
            add();
        }
        balancing = balancing(new ReplicaBalancing(terms, registry));
        names = names(new ServiceNames(REFRESH, this::lookUp));
        LoadBalancerRegistry.getDefaultRegistry().register(balancing);
        NameResolverRegistry.getDefaultRegistry().register(names);
        Map<String, Object> service = new HashMap<>(ReplicaChannels.repeating());
        service.put("loadBalancingConfig", List.of(Map.of(OWN, Map.of("service", "cache"))));
        channel = NettyChannelBuilder.forTarget(OWN_SCHEME + "://replicas:" + get(0).port())
                .defaultServiceConfig(service)
                .directExecutor()
                .usePlaintext()
                .build();
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
        untilReady(count);
    }

    /** A new one, which the name stands for too. */
    TestReplica add() throws Exception {
        TestReplica replica = new TestReplica(
                all.size() + 1, all.isEmpty() ? 0 : all.getFirst().port());
        all.add(replica);
        named.add(replica);
        return replica;
    }

    TestReplica get(int index) {
        return all.get(index);
    }

    /** The name does not stand for it any more. */
    void forget(TestReplica replica) {
        named.remove(replica);
    }

    double replicas(String state) {
        var gauge = registry.find("quern.client.replicas")
                .tags("service", "cache", "state", state)
                .gauge();
        return gauge == null ? 0 : gauge.value();
    }

    double counted(String counter) {
        return registry.counter("quern.client." + counter, "service", "cache").count();
    }

    void untilReady(int count) throws Exception {
        var _ = channel.getState(true);
        until(() -> replicas("ready") == count);
    }

    static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not in time");
            }
            Thread.onSpinWait();
        }
    }

    /** The name of the replica that answered. */
    String ask(Demand demand) {
        return ask(demand, Duration.ofSeconds(30));
    }

    String ask(Demand demand, Duration time) {
        return remote.idempotent(
                        call(time),
                        ReplicaBalancing.demanding(stub, demand),
                        ready -> ready.get(GetRequest.getDefaultInstance()))
                .getValue()
                .toStringUtf8();
    }

    /** How many of so many calls, eight at a time, each replica answered. */
    Map<String, Integer> shares(int calls, Demand demand) throws Exception {
        Map<String, Integer> shares = new HashMap<>();
        try (var threads = Executors.newFixedThreadPool(8, Thread.ofVirtual().factory())) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                answers.add(threads.submit(() -> ask(demand)));
            }
            for (Future<String> answer : answers) {
                shares.merge(answer.get(60, TimeUnit.SECONDS), 1, Integer::sum);
            }
        }
        return shares;
    }

    static Call call(Duration time) {
        Principal principal = new Principal(
                "acme",
                "test",
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(600));
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(time),
                "0123456789abcdef0123456789abcdef");
    }

    @Override
    public void close() throws Exception {
        var _ = channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        LoadBalancerRegistry.getDefaultRegistry().deregister(balancing);
        NameResolverRegistry.getDefaultRegistry().deregister(names);
        for (TestReplica replica : all) {
            replica.close();
        }
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        InetAddress[] found = named.stream().map(TestReplica::address).toArray(InetAddress[]::new);
        if (!host.equals("replicas") || found.length == 0) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private static LoadBalancerProvider balancing(ReplicaBalancing real) {
        return new LoadBalancerProvider() {
            @Override
            public boolean isAvailable() {
                return true;
            }

            @Override
            public int getPriority() {
                return real.getPriority();
            }

            @Override
            public String getPolicyName() {
                return OWN;
            }

            @Override
            public NameResolver.ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> raw) {
                return real.parseLoadBalancingPolicyConfig(raw);
            }

            @Override
            public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
                return real.newLoadBalancer(helper);
            }
        };
    }

    private static NameResolverProvider names(ServiceNames real) {
        return new NameResolverProvider() {
            @Override
            public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
                return real.newNameResolver(target, arguments);
            }

            @Override
            protected boolean isAvailable() {
                return true;
            }

            @Override
            protected int priority() {
                return real.priority();
            }

            @Override
            public String getDefaultScheme() {
                return OWN_SCHEME;
            }
        };
    }

    private static final class Usual implements CallConfig {
        @Override
        public int concurrency() {
            return 256;
        }

        @Override
        public double failureRatio() {
            return 1;
        }

        @Override
        public Duration circuitDelay() {
            return Duration.ofMillis(1);
        }
    }
}
