package dev.quern.protocol;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Who signs principals, and whose signatures are accepted. */
@ConfigMapping(prefix = "quern.identity")
public interface IdentityConfig {

    /** The name under which this process signs, as other services' {@code trusted} knows it. */
    @WithDefault("quern")
    String issuer();

    /**
     * Ed25519 private key that this process signs with, PKCS #8 in PEM. Only the gateway and workers need one. Without
     * any key configured, a process makes a pair for itself and trusts only that: right for one JVM, useless for five.
     */
    Optional<String> privateKey();

    /** Ed25519 public keys that are accepted, by issuer: PEM of a public key or of a certificate. */
    Map<String, String> trusted();

    /** How long a signed principal is accepted: longer than any request may take. */
    @WithDefault("5M")
    Duration validity();
}
