package dev.quern.protocol.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.IdentityConfig;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.protocol.SignedPrincipal.Encoded;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signs principals, and verifies those of others. Only a holder of a trusted private key can claim a tenant: a service
 * that is broken into can replay what it was sent, for minutes, and nothing else.
 */
@ApplicationScoped
public class Identity {
    private static final int VERIFIED_AT_ONCE = 10_000;

    private final String issuer;
    private final Duration validity;
    private final Optional<PrivateKey> privateKey;
    private final Map<String, PublicKey> trusted;
    /** A signature costs about a tenth of a millisecond to check; most calls bring one that was seen before. */
    private final Cache<Encoded, Principal> verified =
            Caffeine.newBuilder().maximumSize(VERIFIED_AT_ONCE).build();

    public Identity(IdentityConfig config) {
        issuer = config.issuer();
        validity = config.validity();
        Map<String, PublicKey> keys = new HashMap<>();
        config.trusted().forEach((name, pem) -> keys.put(name, Keys.publicKey(name, pem)));
        if (config.privateKey().isEmpty() && keys.isEmpty()) {
            KeyPair own = newKeyPair();
            privateKey = Optional.of(own.getPrivate());
            keys.put(issuer, own.getPublic());
        } else {
            privateKey = config.privateKey().map(Keys::privateKey);
        }
        trusted = Map.copyOf(keys);
    }

    /** Signs in this process's own name. */
    public SignedPrincipal sign(String tenant, String subject, Set<Scope> scopes, Priority priority) {
        Principal principal = new Principal(
                tenant,
                subject,
                scopes,
                priority,
                Instant.ofEpochSecond(Instant.now().plus(validity).getEpochSecond()));
        byte[] message = Principals.encode(principal);
        try {
            Signature signer = Signature.getInstance(Keys.ALGORITHM);
            signer.initSign(privateKey.orElseThrow(() -> new IllegalStateException(
                    "quern.identity.private-key is not set, and this process has to sign a principal")));
            signer.update(message);
            byte[] envelope = dev.quern.protocol.identity.v1.SignedPrincipal.newBuilder()
                    .setPrincipal(ByteString.copyFrom(message))
                    .setIssuer(issuer)
                    .setSignature(ByteString.copyFrom(signer.sign()))
                    .build()
                    .toByteArray();
            return new SignedPrincipal(principal, new Encoded(envelope));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with Ed25519", e);
        }
    }

    /** The principal in what another process sent; throws {@link ErrorCode#UNAUTHENTICATED} unless it is trusted. */
    public SignedPrincipal verify(byte[] envelope) {
        Encoded encoded = new Encoded(envelope);
        Principal principal = verified.get(encoded, key -> check(envelope));
        if (!principal.expiresAt().isAfter(Instant.now())) {
            verified.invalidate(encoded);
            throw refused("The principal of this call has expired.");
        }
        return new SignedPrincipal(principal, encoded);
    }

    private Principal check(byte[] envelope) {
        try {
            var signed = dev.quern.protocol.identity.v1.SignedPrincipal.parseFrom(envelope);
            PublicKey key = trusted.get(signed.getIssuer());
            if (key == null) {
                throw refused("The principal of this call was signed by somebody who is not trusted here.");
            }
            byte[] message = signed.getPrincipal().toByteArray();
            Signature verifier = Signature.getInstance(Keys.ALGORITHM);
            verifier.initVerify(key);
            verifier.update(message);
            if (!verifier.verify(signed.getSignature().toByteArray())) {
                throw refused("The principal of this call has a false signature.");
            }
            return Principals.decode(message);
        } catch (InvalidProtocolBufferException | GeneralSecurityException | IllegalArgumentException e) {
            throw new QuernException(ErrorCode.UNAUTHENTICATED, "The principal of this call cannot be read.", e);
        }
    }

    private static QuernException refused(String why) {
        return new QuernException(ErrorCode.UNAUTHENTICATED, why);
    }

    private static KeyPair newKeyPair() {
        try {
            return KeyPairGenerator.getInstance(Keys.ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        }
    }
}
