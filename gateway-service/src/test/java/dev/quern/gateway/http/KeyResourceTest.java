package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.quern.gateway.ApiKey;
import dev.quern.gateway.FakeApiKeys;
import dev.quern.gateway.FakeServices;
import dev.quern.gateway.KeySecrets;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(KeyResourceTest.WithKeys.class)
class KeyResourceTest {
    private static final String OPERATOR = "a configured key of any form";
    private static final String QUESTION = "{\"query\": \"What grinds?\"}";

    /** The gateway is shut to everybody without a key. */
    public static class WithKeys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quern.gateway.api-key", OPERATOR, "quern.gateway.keys.unknown-for", "1MS");
        }
    }

    @Inject
    FakeApiKeys keys;

    @Inject
    FakeServices services;

    @TestHTTPResource
    URI address = URI.create("");

    @BeforeEach
    void reset() {
        keys.reset();
        services.reset();
    }

    @Test
    void makesAKeyThatWorksAtOnceAndIsShownOnce() {
        var made = make(OPERATOR, "{\"name\": \"app\", \"scopes\": [\"ask\"], \"requests_per_minute\": 7}")
                .statusCode(201)
                .header("Cache-Control", equalTo("no-store"))
                .header("Location", matchesPattern("/api/v1/keys/.+"))
                .body("tenant", equalTo("default"))
                .body("scopes", contains("ask"))
                .body("created_by", equalTo("api-key"))
                .extract();
        String secret = made.path("key");
        String id = made.path("id");

        assertThat(KeySecrets.isWellFormed(secret)).isTrue();
        as(secret)
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("subject", equalTo("api-key:" + id))
                .body("kind", equalTo("api_key"))
                .body("scopes", contains("ask"))
                .body("limits.requests_per_minute", equalTo(7))
                .body("limits.tokens_per_day", equalTo(10_000_000));
        as(OPERATOR)
                .get("/api/v1/keys/" + id)
                .then()
                .statusCode(200)
                .body("key", nullValue())
                .body("name", equalTo("app"));
        assertThat(as(OPERATOR)
                        .get("/api/v1/keys")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .contains(id)
                .doesNotContain(secret);
    }

    @Test
    void refusesARevokedKeyAtOnce() {
        String secret = keys.put(key("gone", "acme", Set.of(Scope.ASK)));
        as(secret).get("/api/v1/me").then().statusCode(200);

        as(OPERATOR).delete("/api/v1/keys/gone").then().statusCode(204);
        as(OPERATOR).delete("/api/v1/keys/gone").then().statusCode(204);

        as(secret).get("/api/v1/me").then().statusCode(401).body("detail", containsString("revoked"));
    }

    @Test
    void putsANewKeyInThePlaceOfAnOld() {
        String old = keys.put(key("old", "acme", Set.of(Scope.ASK, Scope.INGEST)));

        var rotated = as(OPERATOR)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/keys/old/rotate")
                .then()
                .statusCode(201)
                .body("replaces", equalTo("old"))
                .body("replaced_expires_at", nullValue())
                .body("tenant", equalTo("acme"))
                .extract();

        as(old).get("/api/v1/me").then().statusCode(401);
        as(rotated.path("key")).get("/api/v1/me").then().statusCode(200).body("scopes", contains("ask", "ingest"));
    }

    @Test
    void letsTheOldKeyWorkForAWhileWhenTold() {
        String old = keys.put(key("old", "acme", Set.of(Scope.ASK)));

        String end = as(OPERATOR)
                .contentType(ContentType.JSON)
                .body("{\"grace_seconds\": 60}")
                .post("/api/v1/keys/old/rotate")
                .then()
                .statusCode(201)
                .extract()
                .path("replaced_expires_at");

        as(old).get("/api/v1/me").then().statusCode(200);
        assertThat(Instant.parse(end))
                .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));
    }

    @Test
    void leavesNoNewKeyBehindWhenTheOldCannotBeEnded() {
        keys.put(key("old", "acme", Set.of(Scope.ASK)));
        keys.failUpdates();

        as(OPERATOR)
                .contentType(ContentType.JSON)
                .body("{\"grace_seconds\": 60}")
                .post("/api/v1/keys/old/rotate")
                .then()
                .statusCode(503);

        as(OPERATOR)
                .queryParam("tenant", "acme")
                .get("/api/v1/keys")
                .then()
                .body("keys.findAll { !it.revoked }.id", contains("old"));
    }

    @Test
    void givesTheNewKeyWhenTheOldWasEndedThoughTheAnswerWasLost() {
        String old = keys.put(key("old", "acme", Set.of(Scope.ASK)));
        keys.loseReplyOf("revoke");

        String secret = rotate(OPERATOR, "old", "{}").statusCode(201).extract().path("key");

        as(old).get("/api/v1/me").then().statusCode(401);
        as(secret).get("/api/v1/me").then().statusCode(200);
    }

    @Test
    void doesNotRotateAnExpiredKey() {
        keys.put(expired(key("old", "acme", Set.of(Scope.ASK))));

        rotate(OPERATOR, "old", "{}").statusCode(409).body("detail", containsString("expired"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "interactive", "emergency"})
    void administersKeysOfEveryPriorityInWhateverLane(String lane) {
        String secret = as(OPERATOR)
                .header("X-Priority", lane)
                .contentType(ContentType.JSON)
                .body("{\"name\": \"n\", \"scopes\": [\"ask\"], \"priority\": \"emergency\"}")
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .body("priority", equalTo("emergency"))
                .extract()
                .path("key");
        as(secret).header("X-Priority", "emergency").get("/api/v1/me").then().body("priority", equalTo("emergency"));
        String id = as(OPERATOR).get("/api/v1/keys").then().extract().path("keys[0].id");

        as(OPERATOR)
                .header("X-Priority", lane)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/keys/" + id + "/rotate")
                .then()
                .statusCode(201)
                .body("priority", equalTo("emergency"));
    }

    @Test
    void letsNobodyLiftTheirOwnLimits() {
        String admin = keys.put(limited(key("limited", "acme", Set.of(Scope.ADMIN))));
        String usual = "{\"name\": \"n\", \"scopes\": [\"ask\"]}";
        String within =
                "{\"name\": \"n\", \"scopes\": [\"ask\"], \"requests_per_minute\": 500," + " \"tokens_per_day\": 500}";
        keys.put(key("usual", "acme", Set.of(Scope.ASK)));

        make(admin, usual).statusCode(403).body("detail", containsString("limit"));
        as(admin)
                .contentType(ContentType.JSON)
                .body("{\"name\": \"n\"}")
                .put("/api/v1/keys/limited")
                .then()
                .statusCode(403);
        rotate(admin, "usual", "{}").statusCode(403);
        make(admin, within).statusCode(201);
        rotate(admin, "limited", "{}").statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/console.js", "/console.css"})
    void showsTheConsoleToBrowsersWhichSendNoKey(String path) {
        given().get(path).then().statusCode(200);
    }

    @Test
    void changesAKeyAsAWhole() {
        String secret = keys.put(key("k", "acme", Set.of(Scope.ASK)));
        as(secret).get("/api/v1/me").then().statusCode(200);

        as(OPERATOR)
                .contentType(ContentType.JSON)
                .body("{\"name\": \"other\", \"priority\": \"batch\", \"tokens_per_day\": 5, \"expires_in\": 60}")
                .put("/api/v1/keys/k")
                .then()
                .statusCode(200)
                .body("name", equalTo("other"))
                .body("scopes", contains("ask"));

        as(secret)
                .header("X-Priority", "emergency")
                .get("/api/v1/me")
                .then()
                .body("priority", equalTo("batch"))
                .body("limits.tokens_per_day", equalTo(5));
    }

    @Test
    void listsKeysInPages() {
        for (int i = 0; i < 3; i++) {
            keys.put(key("k" + i, "acme", Set.of(Scope.ASK)));
        }

        String next = as(OPERATOR)
                .get("/api/v1/keys?tenant=acme&page_size=2")
                .then()
                .body("keys", hasSize(2))
                .extract()
                .path("next_page_token");
        as(OPERATOR)
                .get("/api/v1/keys?tenant=acme&page_size=2&page_token=" + next)
                .then()
                .body("keys", hasSize(1))
                .body("next_page_token", nullValue());
    }

    @Test
    void givesAnAdministratorTheOwnTenantOnlyAndNobodyMoreThanTheyHave() {
        String admin = keys.put(key("admin", "acme", Set.of(Scope.ADMIN)));
        keys.put(key("root", "acme", Set.of(Scope.OPERATE)));
        keys.put(key("other", "globex", Set.of(Scope.ASK)));

        make(admin, "{\"name\": \"n\", \"scopes\": [\"ask\"]}").statusCode(201).body("tenant", equalTo("acme"));
        for (String body : new String[] {
            "{\"name\": \"n\", \"scopes\": [\"ask\"], \"tenant\": \"globex\"}",
            "{\"name\": \"n\", \"scopes\": [\"operate\"]}",
            "{\"name\": \"n\", \"scopes\": [\"ask\"], \"priority\": \"emergency\"}",
            "{\"name\": \"n\", \"scopes\": [\"ask\"], \"requests_per_minute\": 1000001}",
            "{\"name\": \"n\", \"scopes\": [\"ask\"], \"tokens_per_day\": 10000001}"
        }) {
            make(admin, body).statusCode(403).body("detail", containsString("`operate`"));
        }
        as(admin).get("/api/v1/keys?tenant=globex").then().statusCode(403);
        as(admin).get("/api/v1/keys/other").then().statusCode(404);
        as(admin).delete("/api/v1/keys/other").then().statusCode(404);
        as(admin).delete("/api/v1/keys/root").then().statusCode(403);
        as(admin)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/keys/root/rotate")
                .then()
                .statusCode(403)
                .body("key", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"scopes\": [\"ask\"]}                                        | name",
                "{\"name\": \" \", \"scopes\": [\"ask\"]}                       | name",
                "{\"name\": \"n\"}                                              | scopes",
                "{\"name\": \"n\", \"scopes\": []}                              | scopes",
                "{\"name\": \"n\", \"scopes\": [\"service\"]}                   | scopes[0]",
                "{\"name\": \"n\", \"scopes\": [null]}                          | scopes[0]",
                "{\"name\": \"n\", \"scopes\": [\"ask\"], \"priority\": \"x\"}  | priority",
                "{\"name\": \"n\", \"scopes\": [\"ask\"], \"requests_per_minute\": 0} | requests_per_minute",
                "{\"name\": \"n\", \"scopes\": [\"ask\"], \"expires_in\": 0}    | expires_in",
                "{\"name\": \"n\", \"scopes\": [\"ask\"], \"expires_at\": \"2020-01-01T00:00:00Z\"} | expires_at",
                "{\"name\": \"n\", \"scopes\": [\"ask\"], \"tenant\": \"../x\"} | tenant",
                "null                                                           | body",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        make(OPERATOR, body).statusCode(400).body("field", equalTo(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/rag/query", "/api/v1/keys", "/api/v1/documents", "/mcp", "/nothing"})
    void letsNobodyInWithoutAKey(String path) {
        given().contentType(ContentType.JSON)
                .body(QUESTION)
                .post(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("unauthenticated"))
                .body("trace_id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void servesTheNextRequestOnTheConnectionOfOneThatItRefused() throws Exception {
        String refused = "POST /api/v1/rag/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + QUESTION.length() + "\r\n\r\n" + QUESTION;
        String next = "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        String answers = RawHttp.exchange(address, refused + next);

        assertThat(answers).contains("HTTP/1.1 401 ").contains("HTTP/1.1 200 ");
    }

    @Test
    void tellsAMistypedKeyWithoutLookingItUp() {
        as("qk_mistyped").get("/api/v1/me").then().statusCode(401).body("detail", containsString("mistyped"));
        as("something else").get("/api/v1/me").then().statusCode(401).body("detail", containsString("not known"));
        assertThat(keys.lookups()).isZero();
    }

    @Test
    void refusesUnknownAndExpiredKeys() {
        String expired = keys.put(expired(key("old", "acme", Set.of(Scope.ASK))));

        as(KeySecrets.make()).get("/api/v1/me").then().statusCode(401).body("detail", containsString("not known"));
        as(expired).get("/api/v1/me").then().statusCode(401).body("detail", containsString("expired"));
    }

    @Test
    void saysThatItCannotTellWhileTheStoreIsAway() {
        keys.goDown();

        as(KeySecrets.make())
                .get("/api/v1/me")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", equalTo("1"))
                .body("code", equalTo("service_unavailable"));
        as(OPERATOR).get("/api/v1/me").then().statusCode(200);
    }

    @Test
    void readsTheBodyOfARequestWhoseKeyHadToBeLookedUp() {
        String secret = keys.put(key("asking", "acme", Set.of(Scope.ASK)));

        ask(secret).statusCode(200).body("answer", not(nullValue()));
        ask(secret).statusCode(200);
    }

    @Test
    void namesTheScopeThatIsMissing() {
        String secret = keys.put(key("ingesting", "acme", Set.of(Scope.INGEST)));

        ask(secret)
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("permission_denied"))
                .body("detail", containsString("`ask`"));
        as(secret).contentType(ContentType.JSON).body("{}").post("/mcp").then().statusCode(403);
        assertThat(services.generations()).isZero();
    }

    @Test
    void showsHealthToEverybody() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/../../api/v1/keys", "/q/health/%2e%2e/%2e%2e/api/v1/keys", "//api/v1/keys"})
    void cannotBeTrickedByPaths(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(401);
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key);
    }

    private static ValidatableResponse make(String as, String body) {
        return as(as).contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/keys")
                .then();
    }

    private static ValidatableResponse rotate(String as, String id, String body) {
        return as(as).contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/keys/" + id + "/rotate")
                .then();
    }

    private static ValidatableResponse ask(String secret) {
        return as(secret)
                .contentType(ContentType.JSON)
                .body(QUESTION)
                .post("/api/v1/rag/query")
                .then();
    }

    private static ApiKey key(String id, String tenant, Set<Scope> scopes) {
        return new ApiKey(
                id,
                "name",
                tenant,
                scopes,
                Priority.INTERACTIVE,
                OptionalInt.empty(),
                OptionalLong.empty(),
                Instant.EPOCH,
                Optional.empty(),
                false,
                "test");
    }

    private static ApiKey limited(ApiKey key) {
        return new ApiKey(
                key.id(),
                key.name(),
                key.tenant(),
                key.scopes(),
                key.priority(),
                OptionalInt.of(500),
                OptionalLong.of(500),
                key.createdAt(),
                key.expiresAt(),
                key.revoked(),
                key.createdBy());
    }

    private static ApiKey expired(ApiKey key) {
        return new ApiKey(
                key.id(),
                key.name(),
                key.tenant(),
                key.scopes(),
                key.priority(),
                key.requestsPerMinute(),
                key.tokensPerDay(),
                key.createdAt(),
                Optional.of(Instant.EPOCH),
                key.revoked(),
                key.createdBy());
    }
}
