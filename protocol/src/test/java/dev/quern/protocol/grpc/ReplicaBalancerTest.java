package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceFutureStub;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaBalancerTest {
    private static final int KEYS = 3_000;

    private final List<Replying> replicas = new ArrayList<>();
    private final ReplicaBalancing balancing = new ReplicaBalancing();
    private ManagedChannel channel;
    private Fixed names;

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            replicas.add(new Replying("replica" + i, 0));
        }
        names = new Fixed(replicas.stream().map(Replying::address).toList());
        NameResolverRegistry.getDefaultRegistry().register(names);
        LoadBalancerRegistry.getDefaultRegistry().register(balancing);
        channel = NettyChannelBuilder.forTarget("replicas:///cache")
                .defaultLoadBalancingPolicy(ReplicaBalancing.NAME)
                .usePlaintext()
                .build();
        untilSpokenToAll();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        NameResolverRegistry.getDefaultRegistry().deregister(names);
        LoadBalancerRegistry.getDefaultRegistry().deregister(balancing);
        for (Replying replica : replicas) {
            replica.stop();
        }
    }

    @Test
    void sendsAKeyAlwaysToTheSameReplicaAndSpreadsTheKeys() throws Exception {
        Map<String, String> first = replicaOfEachKey();

        assertThat(replicaOfEachKey()).isEqualTo(first);
        Map<String, Long> keys = new TreeMap<>();
        first.values().forEach(replica -> keys.merge(replica, 1L, Long::sum));
        assertThat(keys).hasSize(3);
        assertThat(keys.values())
                .allSatisfy(count -> assertThat(count.doubleValue()).isCloseTo(KEYS / 3.0, within(KEYS / 3.0 * 0.15)));
    }

    @Test
    void movesTheKeysOfAReplicaThatHasGoneAndNoOthersAndBringsThemBack() throws Exception {
        Map<String, String> before = replicaOfEachKey();
        Replying gone = replicas.get(1);
        int port = gone.address().getPort();

        gone.stop();
        Map<String, String> meanwhile = replicaOfEachKeyOnceWithout(gone.name());

        before.forEach((key, replica) -> {
            if (!replica.equals(gone.name())) {
                assertThat(meanwhile).containsEntry(key, replica);
            }
        });
        assertThat(meanwhile.values()).doesNotContain(gone.name());
        replicas.set(1, new Replying(gone.name(), port));
        untilSpokenToAll();
        assertThat(replicaOfEachKey()).isEqualTo(before);
    }

    @Test
    void sendsAKeyElsewhereWhileItsReplicaHasMoreThanItsShare() throws Exception {
        String key = "busy";
        String own = ask(key);
        CountDownLatch answer = new CountDownLatch(1);
        replicas.forEach(replica -> replica.holdUntil(answer));
        List<com.google.common.util.concurrent.ListenableFuture<GetResponse>> held = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            held.add(stub(key).get(request(key)));
        }

        answer.countDown();

        Map<String, Integer> shares = new HashMap<>();
        for (var response : held) {
            shares.merge(response.get(20, TimeUnit.SECONDS).getValue().toStringUtf8(), 1, Integer::sum);
        }
        assertThat(shares).hasSize(3);
        assertThat(shares.get(own)).isLessThanOrEqualTo(14);
    }

    @Test
    void spreadsCallsWithoutAKey() throws Exception {
        Map<String, Integer> shares = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            shares.merge(ask(""), 1, Integer::sum);
        }

        assertThat(shares).hasSize(3);
        assertThat(shares.values()).allMatch(count -> count > 50);
    }

    private void untilSpokenToAll() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!replicaOfEachKeyAmong(100).values().containsAll(List.of("replica0", "replica1", "replica2"))) {
            assertThat(System.nanoTime() - end)
                    .as("all replicas are connected in time")
                    .isNegative();
        }
    }

    private Map<String, String> replicaOfEachKeyOnceWithout(String name) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() - end < 0) {
            try {
                Map<String, String> keys = replicaOfEachKey();
                if (!keys.containsValue(name)) {
                    return keys;
                }
            } catch (java.util.concurrent.ExecutionException e) {
                // A call that was under way to the one that has gone.
                assertThat(e).hasMessageContaining("UNAVAILABLE");
            }
        }
        throw new AssertionError("the replica that has gone is still asked");
    }

    private Map<String, String> replicaOfEachKey() throws Exception {
        return replicaOfEachKeyAmong(KEYS);
    }

    private Map<String, String> replicaOfEachKeyAmong(int keys) throws Exception {
        Map<String, String> replicaOf = new HashMap<>();
        for (int i = 0; i < keys; i++) {
            replicaOf.put("key" + i, ask("key" + i));
        }
        return replicaOf;
    }

    private String ask(String key) throws Exception {
        return stub(key).get(request(key)).get(20, TimeUnit.SECONDS).getValue().toStringUtf8();
    }

    private CacheServiceFutureStub stub(String key) {
        CacheServiceFutureStub stub = CacheServiceGrpc.newFutureStub(channel);
        return key.isEmpty() ? stub : stub.withOption(ReplicaPicker.KEY, key);
    }

    private static GetRequest request(String key) {
        return GetRequest.newBuilder().setKey(key).build();
    }

    /** A server that answers with its own name. */
    private static final class Replying extends CacheServiceGrpc.CacheServiceImplBase {
        private final String name;
        private final Server server;
        private volatile CountDownLatch hold = new CountDownLatch(0);

        Replying(String name, int port) throws Exception {
            this.name = name;
            this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(this)
                    .build()
                    .start();
        }

        String name() {
            return name;
        }

        InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
        }

        void holdUntil(CountDownLatch answer) {
            hold = answer;
        }

        void stop() throws Exception {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }

        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> responses) {
            try {
                assertThat(hold.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            responses.onNext(GetResponse.newBuilder()
                    .setValue(ByteString.copyFromUtf8(name))
                    .build());
            responses.onCompleted();
        }
    }

    /** A name that stands for the same addresses always. */
    private static final class Fixed extends NameResolverProvider {
        private final List<InetSocketAddress> addresses;

        Fixed(List<InetSocketAddress> addresses) {
            this.addresses = addresses;
        }

        @Override
        public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
            return new NameResolver() {
                @Override
                public String getServiceAuthority() {
                    return "cache";
                }

                @Override
                public void start(Listener2 listener) {
                    listener.onResult(ResolutionResult.newBuilder()
                            .setAddressesOrError(io.grpc.StatusOr.fromValue(addresses.stream()
                                    .map(EquivalentAddressGroup::new)
                                    .toList()))
                            .build());
                }

                @Override
                public void shutdown() {}
            };
        }

        @Override
        protected boolean isAvailable() {
            return true;
        }

        @Override
        protected int priority() {
            return 5;
        }

        @Override
        public String getDefaultScheme() {
            return "replicas";
        }
    }
}
