package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.cache.v1.CacheLevel;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.InvalidateResponse;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.PutResponse;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.cache.v1.TypedKey;
import dev.quern.protocol.cache.v1.ValueType;
import dev.quern.protocol.cache.v1.WatchInvalidationsRequest;
import dev.quern.protocol.cache.v1.WatchInvalidationsResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SharedCacheTest {
    @Inject
    RemoteServices services;

    private final FakeCacheService service = new FakeCacheService();
    private final List<QuernException> troubles = new ArrayList<>();
    /** The tests' clock. */
    private final AtomicLong nanos = new AtomicLong();

    private Server server;
    private ManagedChannel channel;
    private SharedCaches caches;
    private SharedCache<String> cache;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        caches = new SharedCaches(channel, services, nanos::get);
        cache = caches.of(form(), Duration.ofSeconds(5));
    }

    private static SharedCache.Form<String> form() {
        return new SharedCache.Form<>(
                ValueType.VALUE_TYPE_ANSWER, "text1", ByteString::copyFromUtf8, SharedCacheTest::decoded, 100);
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    @Test
    void findsWhatItRememberedWithItsTagsAndItsCost() {
        Tag tag = Tag.newBuilder()
                .setKind(TagKind.TAG_KIND_COLLECTION)
                .setValue("c")
                .build();

        cache.remember(
                call(), "k", "value", List.of(tag), new SharedCache.Cost(Duration.ofMillis(1_500), 7), troubles::add);

        assertThat(find("k")).isEqualTo("value");
        PutRequest put = service.puts.getFirst();
        assertThat(put.getKey()).isEqualTo("text1/k");
        assertThat(put.getTagsList()).containsExactly(tag);
        assertThat(put.getCost().getSeconds()).isEqualTo(1);
        assertThat(put.getTokens()).isEqualTo(7);
        assertThat(troubles).isEmpty();
    }

    @Test
    void keepsNothingThatHasMoreTagsThanAValueMayHave() {
        List<Tag> tags = IntStream.rangeClosed(0, 64)
                .mapToObj(i -> Tag.newBuilder()
                        .setKind(TagKind.TAG_KIND_DOCUMENT)
                        .setValue("d" + i)
                        .build())
                .toList();

        cache.remember(call(), "k", "value", tags, new SharedCache.Cost(Duration.ZERO, 0), troubles::add);
        assertThat(service.puts).isEmpty();

        cache.remember(
                call(), "k", "value", tags.subList(0, 64), new SharedCache.Cost(Duration.ZERO, 0), troubles::add);
        assertThat(service.puts).hasSize(1);
        assertThat(troubles).isEmpty();
    }

    @Test
    void hasNothingOfWhatItCannotDecode() {
        remember("k", "broken");

        assertThat(cache.find(call(), "k", troubles::add)).isEmpty();
    }

    @Test
    void keepsACopyUntilAnythingOfTheTenantIsInvalidated() throws Exception {
        remember("k", "old");
        awaitLocal("k");
        int asked = service.gets.get();
        assertThat(find("k")).isEqualTo("old");
        assertThat(service.gets.get()).isEqualTo(asked);
        remember("k", "new");

        service.tellInvalidation();

        await(() -> find("k").equals("new"));
        awaitLocal("k");
        assertThat(find("k")).isEqualTo("new");
    }

    @Test
    void keepsNothingSoonAfterAnInvalidationSinceAnotherReplicaMayNotHaveHeardOfIt() throws Exception {
        remember("k", "old");
        awaitLocal("k");
        service.tellInvalidation();
        await(() -> level("k").equals("memory"));
        pass(Hearing.QUIET.minusNanos(1));
        assertThat(find("k")).isEqualTo("old");

        service.drop("text1/k");

        assertThat(cache.find(call(), "k", troubles::add)).isEmpty();
        remember("k", "new");
        assertThat(find("k")).isEqualTo("new");
        assertThat(level("k")).isEqualTo("memory");
        pass(Duration.ofNanos(1));
        assertThat(level("k")).isEqualTo("memory");
        assertThat(level("k")).isEqualTo("local");
    }

    @Test
    void whatBecomesOfOneKeyLeavesTheCopiesOfOthers() throws Exception {
        remember("k", "old");
        remember("other", "value");
        awaitLocal("k");
        awaitLocal("other");

        service.tellChange("text1/k");

        await(() -> level("k").equals("memory"));
        assertThat(level("other")).isEqualTo("local");
    }

    @Test
    void usesNoCopiesWhenNothingIsHeardAnyMore() throws Exception {
        remember("k", "value");
        awaitLocal("k");

        service.endWatches();

        await(() -> level("k").equals("memory"));
    }

    @Test
    void forgetsWhatIsForgottenEvenItsOwnCopy() throws Exception {
        remember("k", "wrong");
        awaitLocal("k");

        cache.forget(call(), "k");

        assertThat(cache.find(call(), "k", troubles::add)).isEmpty();
        assertThat(service.invalidated).containsExactly("text1/k");
        assertThat(troubles).isEmpty();
    }

    @Test
    void servesNoCopyOfWhatItHasReplaced() throws Exception {
        remember("k", "old");
        awaitLocal("k");

        remember("k", "new");

        assertThat(find("k")).isEqualTo("new");
    }

    @Test
    void saysThatItCouldNotForget() throws Exception {
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);

        assertThatThrownBy(() -> cache.forget(call(), "k")).isInstanceOf(QuernException.class);
    }

    @Test
    void waitsNoLongerThanItsPatience() {
        service.hang();
        SharedCache<String> hurried = caches.of(form(), Duration.ofMillis(50));

        assertThat(hurried.find(call(), "k", troubles::add)).isEmpty();

        assertThat(troubles).singleElement().extracting(QuernException::code).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void goesOnWithoutACacheThatIsAwayAndSaysSo() throws Exception {
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);

        assertThat(cache.find(call(), "k", troubles::add)).isEmpty();
        remember("k", "value");

        assertThat(troubles).isNotEmpty();
    }

    private void awaitLocal(String key) throws Exception {
        await(() -> {
            pass(Duration.ofSeconds(1));
            return level(key).equals("local");
        });
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void remember(String key, String value) {
        cache.remember(call(), key, value, List.of(), new SharedCache.Cost(Duration.ZERO, 0), troubles::add);
    }

    private String find(String key) {
        return cache.find(call(), key, troubles::add).orElseThrow().value();
    }

    private String level(String key) {
        return cache.find(call(), key, troubles::add).orElseThrow().level();
    }

    private static Optional<String> decoded(ByteString bytes) {
        String text = bytes.toStringUtf8();
        return text.equals("broken") ? Optional.empty() : Optional.of(text);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            Thread.onSpinWait();
        }
    }

    private static Call call() {
        Principal principal = new Principal(
                "acme",
                "test",
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(60));
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(Duration.ofSeconds(20)),
                "0123456789abcdef0123456789abcdef");
    }

    private static final class FakeCacheService extends CacheServiceGrpc.CacheServiceImplBase {
        final List<PutRequest> puts = new CopyOnWriteArrayList<>();
        final AtomicInteger gets = new AtomicInteger();
        private final Map<String, ByteString> values = new ConcurrentHashMap<>();
        final List<String> invalidated = new CopyOnWriteArrayList<>();
        private final List<StreamObserver<WatchInvalidationsResponse>> watches = new CopyOnWriteArrayList<>();
        private volatile boolean hangs;

        void hang() {
            hangs = true;
        }

        void tellInvalidation() {
            tell(WatchInvalidationsResponse.newBuilder().setPattern("k*").build());
        }

        void tellChange(String key) {
            tell(WatchInvalidationsResponse.newBuilder()
                    .setKey(TypedKey.newBuilder()
                            .setType(ValueType.VALUE_TYPE_ANSWER)
                            .setKey(key))
                    .build());
        }

        /** As a replica does that hears of an invalidation itself; nobody is told. */
        void drop(String key) {
            values.remove(key);
        }

        private void tell(WatchInvalidationsResponse event) {
            watches.forEach(watch -> watch.onNext(event));
        }

        void endWatches() {
            watches.forEach(StreamObserver::onCompleted);
            watches.clear();
        }

        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> responses) {
            gets.incrementAndGet();
            if (hangs) {
                return;
            }
            GetResponse.Builder response = GetResponse.newBuilder();
            ByteString value = values.get(request.getKey());
            if (value != null) {
                response.setValue(value).setLevel(CacheLevel.CACHE_LEVEL_MEMORY);
            }
            responses.onNext(response.build());
            responses.onCompleted();
        }

        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> responses) {
            puts.add(request);
            values.put(request.getKey(), request.getValue());
            responses.onNext(PutResponse.getDefaultInstance());
            responses.onCompleted();
        }

        /** Nobody is told of it yet, as may happen. */
        @Override
        public void invalidate(InvalidateRequest request, StreamObserver<InvalidateResponse> responses) {
            invalidated.add(request.getKey().getKey());
            values.remove(request.getKey().getKey());
            responses.onNext(InvalidateResponse.newBuilder()
                    .setRemoved(1)
                    .setConfirmed(true)
                    .build());
            responses.onCompleted();
        }

        @Override
        public void watchInvalidations(
                WatchInvalidationsRequest request, StreamObserver<WatchInvalidationsResponse> responses) {
            watches.add(responses);
            responses.onNext(
                    WatchInvalidationsResponse.newBuilder().setReset(true).build());
        }
    }
}
