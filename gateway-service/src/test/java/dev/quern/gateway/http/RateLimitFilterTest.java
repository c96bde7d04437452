package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;

import dev.quern.gateway.FakeServices;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The one caller of this gateway may make few requests in a minute, which the tests share. */
@QuarkusTest
@TestProfile(RateLimitFilterTest.Few.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RateLimitFilterTest {
    private static final int LIMIT = 6;

    @Inject
    FakeServices services;

    @BeforeEach
    void reset() {
        services.reset();
    }

    @Test
    @Order(1)
    void countsEveryRequestOnceAndTellsWhatIsLeft() {
        given().contentType(ContentType.JSON)
                .body("{\"query\": \"What does a quern grind?\"}")
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .body("passages.document_id", hasItem("doc-1"))
                .header("RateLimit-Policy", equalTo("\"caller\";q=6;w=60, \"tenant\";q=7;w=60"))
                .header("RateLimit", matchesPattern("\"caller\";r=5;t=[0-9]{1,2}"));
    }

    @Test
    @Order(2)
    void tellsWhatIsLeftWithRefusalsToo() {
        given().get("/api/v1/collections?page_size=x")
                .then()
                .statusCode(400)
                .header("RateLimit", matchesPattern("\"caller\";r=4;t=[0-9]{1,2}"));
    }

    @Test
    @Order(3)
    void tellsACallerWhatItMayUseUp() {
        given().get("/api/v1/usage")
                .then()
                .statusCode(200)
                .body("requests_per_minute", equalTo(LIMIT))
                .body("tokens.used", equalTo(0))
                .body("tokens.limit", equalTo(5000))
                .body("tokens.left", equalTo(5000))
                .body("tenant_tokens.limit", equalTo(100_000_000))
                .body("resets_at", matchesPattern("[0-9-]{10}T00:00:00Z"));
    }

    @Test
    @Order(4)
    void doesNotCountWhatOperatorsAskFor() {
        for (int i = 0; i < 3 * LIMIT; i++) {
            given().get("/q/health/live").then().statusCode(200);
            given().get("/q/metrics").then().statusCode(200);
        }

        given().get("/api/v1/usage").then().statusCode(200).header("RateLimit", matchesPattern(".*;r=2;.*"));
    }

    @Test
    @Order(5)
    void refusesWhatComesOnTopAndSaysWhenToComeAgain() {
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            responses.add(given().contentType(ContentType.JSON)
                    .body("{\"query\": \"What does a quern grind?\"}")
                    .post("/api/v1/rag/query"));
        }

        assertThat(responses).extracting(Response::statusCode).containsExactly(200, 200, 429, 429);
        responses
                .getLast()
                .then()
                .contentType("application/problem+json")
                .header("Retry-After", matchesPattern("[1-9][0-9]?"))
                .header("RateLimit", matchesPattern("\"caller\";r=0;t=[0-9]{1,2}"))
                .body("code", equalTo("rate_limited"))
                .body("detail", matchesPattern("You may make 6 requests in a minute; please wait [0-9]{1,2} s\\."));
    }

    public static final class Few implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quern.gateway.requests-per-minute", "6",
                    "quern.gateway.tokens-per-day", "5000",
                    "quern.gateway.limits.tenant-requests-per-minute", "7");
        }
    }
}
