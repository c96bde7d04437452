package dev.quern.benchmarks;

import dev.quern.protocol.IdentityConfig;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A pair of keys for one run: the client signs with it, and the service that is measured trusts it. */
public final class ClientKeys implements IdentityConfig {
    private final KeyPair pair;

    public ClientKeys() {
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        }
    }

    @Override
    public String issuer() {
        return "benchmark";
    }

    @Override
    public Optional<String> privateKey() {
        return Optional.of(encode(pair.getPrivate()));
    }

    @Override
    public Map<String, String> trusted() {
        return Map.of();
    }

    @Override
    public Duration validity() {
        return Duration.ofMinutes(5);
    }

    String publicKey() {
        return encode(pair.getPublic());
    }

    /** PEM without its first and last line, which say nothing that is not known. */
    private static String encode(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }
}
