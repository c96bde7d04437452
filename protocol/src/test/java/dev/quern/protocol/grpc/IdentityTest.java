package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.IdentityConfig;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final Duration VALIDITY = Duration.ofMinutes(5);

    private final KeyPair gatewayKeys = keys();
    private final Identity gateway = identity("gateway", Optional.of(gatewayKeys), Map.of(), VALIDITY);
    private final Identity service =
            identity("service", Optional.empty(), Map.of("gateway", gatewayKeys.getPublic()), VALIDITY);

    @Test
    void believesWhatATrustedIssuerHasSigned() {
        SignedPrincipal signed = gateway.sign("acme", "key-1", Set.of(Scope.ASK), Priority.INTERACTIVE);

        Principal verified = service.verify(signed.encoded().bytes()).principal();

        assertThat(verified).isEqualTo(signed.principal());
        assertThat(verified.tenant()).isEqualTo("acme");
        assertThat(service.verify(signed.encoded().bytes()).principal()).isEqualTo(verified);
    }

    @Test
    void refusesEveryChangeOfASingleBit() {
        byte[] honest = gateway.sign("acme", "key-1", Set.of(Scope.ASK), Priority.BATCH)
                .encoded()
                .bytes();

        for (int i = 0; i < honest.length; i++) {
            byte[] forged = honest.clone();
            forged[i] ^= 1;
            assertThat(codeOf(forged)).as("byte %d", i).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void refusesAnIssuerThatIsNotTrusted() {
        Identity stranger = identity("stranger", Optional.of(keys()), Map.of(), VALIDITY);
        Identity impostor = identity("gateway", Optional.of(keys()), Map.of(), VALIDITY);

        for (Identity issuer : new Identity[] {stranger, impostor}) {
            byte[] envelope = issuer.sign("acme", "x", Set.of(Scope.ADMIN), Priority.EMERGENCY)
                    .encoded()
                    .bytes();
            assertThat(codeOf(envelope)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void refusesWhatHasExpired() {
        Identity hasty = identity("gateway", Optional.of(gatewayKeys), Map.of(), Duration.ofSeconds(-1));

        byte[] envelope = hasty.sign("acme", "x", Set.of(Scope.ASK), Priority.BATCH)
                .encoded()
                .bytes();

        assertThat(codeOf(envelope)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void refusesGarbage() {
        assertThat(codeOf(new byte[0])).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(codeOf(new byte[] {1, 2, 3})).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void trustsOnlyItselfWhenNothingIsConfigured() {
        Identity alone = identity("quern", Optional.empty(), Map.of(), VALIDITY);

        byte[] own = alone.sign("acme", "x", Set.of(Scope.ASK), Priority.BATCH)
                .encoded()
                .bytes();

        assertThat(alone.verify(own).principal().tenant()).isEqualTo("acme");
        assertThatThrownBy(() -> alone.verify(gateway.sign("acme", "x", Set.of(), Priority.BATCH)
                        .encoded()
                        .bytes()))
                .isInstanceOf(QuernException.class);
    }

    @Test
    void cannotSignWithoutAKey() {
        assertThatThrownBy(() -> service.sign("acme", "x", Set.of(), Priority.BATCH))
                .hasMessageContaining("quern.identity.private-key");
    }

    @Test
    void namesTheSettingOfAKeyThatIsNone() {
        assertThatThrownBy(() -> new Identity(new Settings("gateway", Optional.of("not a key"), Map.of(), VALIDITY)))
                .hasMessageContaining("quern.identity.private-key");
        assertThatThrownBy(() -> new Identity(
                        new Settings("service", Optional.empty(), Map.of("gateway", "not a key"), VALIDITY)))
                .hasMessageContaining("quern.identity.trusted.gateway");
    }

    private ErrorCode codeOf(byte[] envelope) {
        return catchThrowableOfType(QuernException.class, () -> service.verify(envelope))
                .code();
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Identity identity(
            String issuer, Optional<KeyPair> own, Map<String, ? extends Key> trusted, Duration validity) {
        Map<String, String> pems = new java.util.HashMap<>();
        trusted.forEach((name, key) -> pems.put(name, pem("PUBLIC KEY", key)));
        return new Identity(
                new Settings(issuer, own.map(pair -> pem("PRIVATE KEY", pair.getPrivate())), pems, validity));
    }

    private static String pem(String label, Key key) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + label + "-----\n";
    }

    private record Settings(String issuer, Optional<String> privateKey, Map<String, String> trusted, Duration validity)
            implements IdentityConfig {}
}
