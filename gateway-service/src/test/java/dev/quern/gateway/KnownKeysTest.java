package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.IdentityConfig;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.Identity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownKeysTest {
    private static final Duration BELIEVED = Duration.ofSeconds(5);

    private final FakeApiKeys store = new FakeApiKeys();
    private final AtomicLong now = new AtomicLong(1);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final GatewayConfig config = TestSettings.config(Map.of("keys.lookups", "2"));
    private final KnownKeys keys =
            new KnownKeys(store, signatures(config), config.keys(), new SimpleMeterRegistry(), now::get, tasks::add);

    @Test
    void looksAKeyUpOnceForAllWhoAskAtTheSameTime() {
        byte[] hash = put("a");

        var first = keys.find(hash).subscribeAsCompletionStage();
        var second = keys.find(hash).subscribeAsCompletionStage();
        work();

        assertThat(first.join()).isEqualTo(second.join()).isPresent();
        assertThat(store.lookups()).isEqualTo(1);
    }

    @Test
    void doesNotTakeAResultAwayFromOthersWhenSomebodyLeaves() {
        byte[] hash = put("a");

        CompletableFuture<?> gone = keys.find(hash).subscribeAsCompletionStage();
        var waiting = keys.find(hash).subscribeAsCompletionStage();
        gone.cancel(true);
        work();

        assertThat(waiting.join()).isPresent();
    }

    @Test
    void believesAKeyForAWhileAndConfirmsOneThatIsInUseBeforeItHasTo() {
        byte[] hash = put("a");
        assertThat(find(hash)).isPresent();

        pass(BELIEVED.dividedBy(2).minusMillis(1));
        assertThat(find(hash)).isPresent();
        assertThat(store.lookups()).isEqualTo(1);

        pass(Duration.ofMillis(2));
        store.change("a", FakeApiKeys::revoked);
        assertThat(keys.find(hash).await().indefinitely()).get().matches(key -> !key.revoked());
        work();
        assertThat(store.lookups()).isEqualTo(2);
        assertThat(find(hash)).get().matches(ApiKey::revoked);
    }

    @Test
    void seesThatAnotherReplicaHasRevokedAKeyOnceItIsNotBelievedAnyMore() {
        byte[] hash = put("a");
        assertThat(find(hash)).get().matches(key -> !key.revoked());

        store.change("a", FakeApiKeys::revoked);
        pass(BELIEVED);

        assertThat(find(hash)).get().matches(ApiKey::revoked);
    }

    @Test
    void seesThatAKeyIsRevokedAfterALookupThatFailedOnce() {
        byte[] hash = put("a");
        assertThat(find(hash)).isPresent();
        pass(BELIEVED);
        store.goDown();
        assertThat(find(hash)).isPresent();
        store.comeBack();
        store.change("a", FakeApiKeys::revoked);

        pass(BELIEVED);

        assertThat(find(hash)).get().matches(ApiKey::revoked);
    }

    @Test
    void seesAtOnceWhatHasChangedHere() {
        byte[] hash = put("a");
        assertThat(find(hash)).isPresent();

        store.change("a", FakeApiKeys::revoked);
        keys.forget("a");

        assertThat(find(hash)).get().matches(ApiKey::revoked);
    }

    @Test
    void keepsAKnownKeyWorkingInAnOutageForSoLongAndNoLonger() {
        byte[] hash = put("a");
        assertThat(find(hash)).isPresent();
        store.goDown();

        pass(BELIEVED);
        assertThat(find(hash)).isPresent();
        pass(config.keys().believedInOutage().minus(BELIEVED).minusSeconds(1));
        assertThat(find(hash)).isPresent();
        pass(Duration.ofSeconds(2));

        assertThat(codeOf(hash)).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        store.comeBack();
        assertThat(find(hash)).isPresent();
    }

    @Test
    void seesAfterAnOutageThatAKeyWasRevokedAsSoonAsEver() {
        byte[] hash = put("a");
        assertThat(find(hash)).isPresent();
        store.goDown();
        pass(BELIEVED);
        assertThat(find(hash)).get().matches(key -> !key.revoked());

        store.comeBack();
        store.change("a", FakeApiKeys::revoked);
        pass(BELIEVED);

        assertThat(find(hash)).get().matches(ApiKey::revoked);
    }

    @Test
    void doesNotMakeCallersWaitForAStoreThatIsDown() {
        byte[] hash = put("a");
        assertThat(find(hash)).isPresent();
        store.goDown();
        pass(BELIEVED);
        assertThat(find(hash)).isPresent();
        int lookups = store.lookups();

        for (int i = 0; i < 100; i++) {
            assertThat(keys.find(hash).await().indefinitely()).isPresent();
        }
        work();

        assertThat(store.lookups()).isEqualTo(lookups);
    }

    @Test
    void cannotTellInAnOutageWhetherThereIsAnUnknownKey() {
        byte[] hash = put("a");
        store.goDown();

        assertThat(codeOf(hash)).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void remembersForAMomentThatAKeyIsUnknown() {
        byte[] hash = KeySecrets.hash(KeySecrets.make());

        assertThat(find(hash)).isEmpty();
        assertThat(find(hash)).isEmpty();
        assertThat(store.lookups()).isEqualTo(1);

        pass(config.keys().unknownFor());
        assertThat(find(hash)).isEmpty();
        assertThat(store.lookups()).isEqualTo(2);
    }

    @Test
    void letsNoStormOfUnknownKeysThroughNorInTheWayOfKnownOnes() {
        byte[] known = put("a");
        assertThat(find(known)).isPresent();
        pass(BELIEVED);
        var waiting = java.util.stream.IntStream.range(0, 2)
                .mapToObj(i -> keys.find(KeySecrets.hash(KeySecrets.make())).subscribeAsCompletionStage())
                .toList();

        var refused = keys.find(KeySecrets.hash(KeySecrets.make())).subscribeAsCompletionStage();
        assertThat(refused).isCompletedExceptionally();
        assertThat(catchThrowableOfType(CompletionException.class, refused::join))
                .hasCauseInstanceOf(QuernException.class)
                .hasMessageContaining("Too many API keys");
        assertThat(find(known)).isPresent();
        assertThat(waiting).allMatch(CompletableFuture::isDone);
    }

    private byte[] put(String id) {
        return KeySecrets.hash(store.put(new ApiKey(
                id,
                "name",
                "acme",
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                OptionalInt.empty(),
                OptionalLong.empty(),
                Instant.EPOCH,
                Optional.empty(),
                false,
                "test")));
    }

    private Optional<ApiKey> find(byte[] hash) {
        var found = keys.find(hash).subscribeAsCompletionStage();
        work();
        return found.join();
    }

    private ErrorCode codeOf(byte[] hash) {
        Throwable failure = catchThrowableOfType(CompletionException.class, () -> find(hash))
                .getCause();
        return QuernException.of(Objects.requireNonNull(failure)).code();
    }

    private void work() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    static Signatures signatures(GatewayConfig config) {
        IdentityConfig identities = new Identities();
        return new Signatures(config, identities, new Identity(identities));
    }

    private record Identities() implements IdentityConfig {
        @Override
        public String issuer() {
            return "quern";
        }

        @Override
        public Optional<String> privateKey() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> trusted() {
            return Map.of();
        }

        @Override
        public Duration validity() {
            return Duration.ofMinutes(5);
        }
    }
}
