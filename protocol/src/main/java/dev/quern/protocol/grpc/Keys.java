package dev.quern.protocol.grpc;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads Ed25519 keys from PEM. */
final class Keys {
    static final String ALGORITHM = "Ed25519";

    private Keys() {}

    static PrivateKey privateKey(String pem) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(content(pem)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "quern.identity.private-key is not an Ed25519 private key in PKCS #8 PEM", e);
        }
    }

    static PublicKey publicKey(String issuer, String pem) {
        try {
            if (pem.contains("BEGIN CERTIFICATE")) {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                        .getPublicKey();
            }
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(content(pem)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "quern.identity.trusted." + issuer + " is not an Ed25519 public key or certificate in PEM", e);
        }
    }

    private static byte[] content(String pem) {
        return Base64.getDecoder().decode(pem.replaceAll("-----[A-Z ]+-----|\\\\n|\\s", ""));
    }
}
