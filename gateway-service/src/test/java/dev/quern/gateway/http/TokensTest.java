package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.quern.gateway.ApiKey;
import dev.quern.gateway.FakeApiKeys;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TokensTest.WithTokens.class)
class TokensTest {
    private static final KeyPair RSA = keys("RSA");
    private static final KeyPair CURVE = keys("EC");
    private static final long MINUTE = 60;

    /** Tokens of one provider are taken. */
    public static class WithTokens implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.oidc.tenant-enabled", "true",
                    "quarkus.oidc.token.audience", "quern",
                    // Otherwise a new key is looked for once in ten minutes.
                    "quarkus.oidc.token.forced-jwk-refresh-interval", "0S",
                    "quern.gateway.tokens.roles-claim", "realm_access/roles",
                    "quern.gateway.tokens.roles.reader", "ask",
                    "quern.gateway.tokens.roles.writer", "ask,ingest",
                    "quern.gateway.tokens.roles.root", "operate",
                    "quern.gateway.tokens.priority-claim", "lane",
                    "quern.gateway.tokens.requests-per-minute-claim", "rpm");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(ProviderServer.class));
        }
    }

    @Inject
    FakeApiKeys apiKeys;

    @BeforeEach
    void reset() {
        apiKeys.reset();
        ProviderServer.keys().clear();
        ProviderServer.keys().put("rsa", RSA.getPublic());
        ProviderServer.keys().put("curve", CURVE.getPublic());
    }

    @Test
    void believesATokenThatTheProviderHasSigned() {
        me(signed(token("writer", "unheard-of")))
                .statusCode(200)
                .body("tenant", equalTo("acme"))
                .body("subject", equalTo("user:ada"))
                .body("kind", equalTo("token"))
                .body("scopes", contains("ask", "ingest"))
                .body("priority", equalTo("interactive"))
                .body("limits.requests_per_minute", equalTo(1_000_000));
        me(token("reader")
                        .jws()
                        .algorithm(SignatureAlgorithm.ES256)
                        .keyId("curve")
                        .sign(CURVE.getPrivate()))
                .statusCode(200)
                .body("scopes", contains("ask"));
    }

    @Test
    void readsWhatATokenSaysOfPriorityAndLimits() {
        me(signed(token("reader").claim("lane", "batch").claim("rpm", 7)))
                .statusCode(200)
                .body("priority", equalTo("batch"))
                .body("limits.requests_per_minute", equalTo(7));
        me(signed(token("reader").claim("lane", "express").claim("rpm", -1)))
                .statusCode(200)
                .body("priority", equalTo("interactive"))
                .body("limits.requests_per_minute", equalTo(1_000_000));
    }

    @Test
    void givesScopesToKnownRolesOnly() {
        me(signed(token("admin", "operate", "service", "ask")))
                .statusCode(403)
                .body("code", equalTo("permission_denied"));
        me(signed(token("root", "reader"))).statusCode(200).body("scopes", containsInAnyOrder("ask", "operate"));
        given().header("Authorization", "Bearer " + signed(token("reader")))
                .get("/api/v1/keys")
                .then()
                .statusCode(403)
                .body("detail", containsString("`admin`"));
    }

    @Test
    void refusesATokenThatHasExpiredOrIsNotValidYet() {
        long now = Instant.now().getEpochSecond();

        refuses(signed(token("reader").expiresAt(now - MINUTE)));
        refuses(signed(token("reader").claim("nbf", now + 10 * MINUTE)));
    }

    @Test
    void refusesATokenOfOrForSomebodyElse() {
        refuses(signed(token("reader").issuer("http://127.0.0.1:1")));
        refuses(signed(token("reader").audience("another")));
        refuses(signed(token("reader").remove("aud")));
    }

    @Test
    void refusesATokenWithoutAnEnd() {
        refuses(jws(
                "{\"alg\":\"RS256\",\"kid\":\"rsa\"}",
                "{\"sub\":\"ada\",\"aud\":\"quern\",\"tenant\":\"acme\",\"iss\":\"" + issuer() + "\"}",
                TokensTest::sign));
    }

    @Test
    void refusesAForgedSignature() {
        KeyPair stranger = keys("RSA");
        String honest = signed(token("reader"));
        String[] parts = honest.split("\\.", -1);
        String otherClaims = signed(token("root")).split("\\.", -1)[1];

        refuses(token("reader").jws().keyId("rsa").sign(stranger.getPrivate()));
        refuses(parts[0] + "." + otherClaims + "." + parts[2]);
        refuses(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void refusesATokenThatNobodySigned() {
        refuses(jws("{\"alg\":\"none\"}", claims(), input -> new byte[0]));
        refuses(jws("{\"alg\":\"none\",\"kid\":\"rsa\"}", claims(), input -> new byte[0]));
    }

    /** The public key is known to everybody: it must not do as the secret of another way to sign. */
    @Test
    void refusesATokenThatWasSignedWithThePublicKey() {
        byte[] der = RSA.getPublic().getEncoded();
        byte[] pem = ("-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);

        for (byte[] secret : new byte[][] {der, pem}) {
            refuses(jws("{\"alg\":\"HS256\",\"kid\":\"rsa\"}", claims(), input -> hmac(secret, input)));
        }
    }

    @Test
    void refusesATokenWithoutATenantOrASubject() {
        for (Object tenant : new Object[] {"", "../globex", List.of("acme"), true}) {
            me(signed(token("reader").claim("tenant", tenant)))
                    .statusCode(403)
                    .body("detail", containsString("`tenant`"));
        }
        me(signed(token("reader").remove("tenant"))).statusCode(403);
        refuses(signed(token("reader").remove("sub")));
    }

    @Test
    void followsTheProviderToItsNextKey() {
        KeyPair next = keys("RSA");
        String early = token("reader").jws().keyId("next").sign(next.getPrivate());
        refuses(early);

        ProviderServer.keys().put("next", next.getPublic());

        me(early).statusCode(200).body("tenant", equalTo("acme"));
    }

    @Test
    void takesApiKeysBesideTokens() {
        String secret = apiKeys.put(new ApiKey(
                "k",
                "name",
                "globex",
                Set.of(Scope.ASK),
                Priority.BATCH,
                OptionalInt.empty(),
                OptionalLong.empty(),
                Instant.EPOCH,
                Optional.empty(),
                false,
                "test"));

        me(secret).statusCode(200).body("tenant", equalTo("globex"));
    }

    @Test
    void letsNobodyInWithoutAToken() {
        given().get("/api/v1/me").then().statusCode(401).header("WWW-Authenticate", "Bearer");
        given().header("Authorization", "Basic YTpi").get("/api/v1/me").then().statusCode(401);
        refuses("not-a-token");
        refuses("a.b.c");
    }

    private static void refuses(String token) {
        me(token).statusCode(401).contentType("application/problem+json").body("code", equalTo("unauthenticated"));
    }

    private static ValidatableResponse me(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/me")
                .then();
    }

    private static JwtClaimsBuilder token(String... roles) {
        return Jwt.subject("ada")
                .issuer(issuer())
                .audience("quern")
                .claim("tenant", "acme")
                .claim("jti", UUID.randomUUID().toString())
                .claim("realm_access", Map.of("roles", List.of(roles)))
                .expiresIn(MINUTE);
    }

    private static String claims() {
        return "{\"sub\":\"ada\",\"aud\":\"quern\",\"tenant\":\"acme\",\"iss\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(
                        issuer(), Instant.now().getEpochSecond(), Instant.now().getEpochSecond() + MINUTE);
    }

    private static String issuer() {
        return System.getProperty(ProviderServer.ADDRESS, "");
    }

    private static String signed(JwtClaimsBuilder token) {
        return token.jws().keyId("rsa").sign(RSA.getPrivate());
    }

    /** How a token is signed. */
    @FunctionalInterface
    private interface Signer {
        byte[] sign(byte[] input);
    }

    private static String jws(String header, String claims, Signer signer) {
        String input = encoded(header.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        return input + "." + encoded(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] sign(byte[] input) {
        try {
            var signature = java.security.Signature.getInstance("SHA256withRSA");
            signature.initSign(RSA.getPrivate());
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] secret, byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
