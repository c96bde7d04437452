package dev.quern.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class FirstKeyTest {
    private final FakeApiKeys store = new FakeApiKeys();
    private final GatewayConfig config = TestSettings.config(Map.of("keys.bootstrap", "always"));
    private final Signatures signatures = KnownKeysTest.signatures(config);
    private final FirstKey firstKey = new FirstKey(config, new Entry(config, "127.0.0.1", false), store, signatures);

    @Test
    void makesAKeyThatMayDoEverythingOnce() {
        String secret = firstKey.makeUnlessThere().orElseThrow();

        assertThat(find(secret)).matches(key -> key.scopes().contains(Scope.OPERATE));
        assertThat(firstKey.makeUnlessThere()).isEmpty();
    }

    @Test
    void makesNoneAgainWhenTheFirstWasRevoked() {
        String secret = firstKey.makeUnlessThere().orElseThrow();

        store.change(find(secret).id(), FakeApiKeys::revoked);

        assertThat(firstKey.makeUnlessThere()).isEmpty();
    }

    @Test
    void makesNoneWhileItCannotBeKnownWhetherThereIsOne() {
        store.goDown();

        assertThatThrownBy(firstKey::makeUnlessThere).isInstanceOf(QuernException.class);
        store.comeBack();
        assertThat(firstKey.makeUnlessThere()).isPresent();
    }

    @Test
    void showsTheKeyThatWasMadeThoughTheAnswerWasLost() {
        store.loseReplyOf("create");

        assertThatThrownBy(firstKey::makeUnlessThere).isInstanceOf(QuernException.class);
        String secret = firstKey.makeUnlessThere().orElseThrow();

        assertThat(find(secret).name()).isEqualTo("first key");
    }

    @Test
    void isNotReadyAndAsksNoMoreWhenItIsRefused() {
        store.refuse();
        ByteArrayOutputStream console = new ByteArrayOutputStream();

        firstKey.settle(new PrintStream(console, true, UTF_8));

        assertThat(console.size()).isZero();
        assertThat(firstKey.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }

    @Test
    void showsTheKeyAndIsReadyThen() {
        ByteArrayOutputStream console = new ByteArrayOutputStream();

        firstKey.settle(new PrintStream(console, true, UTF_8));

        assertThat(console.toString(UTF_8)).contains(KeySecrets.PREFIX);
        assertThat(firstKey.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    private ApiKey find(String secret) {
        return store.find(signatures.ownCall(config.keys().lookupTime(), Scope.SERVICE), KeySecrets.hash(secret))
                .orElseThrow();
    }
}
