package dev.quern.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.quern.gateway.Account;
import dev.quern.gateway.CacheTarget;
import dev.quern.gateway.Caller;
import dev.quern.gateway.FakeCacheAdministration;
import dev.quern.gateway.FakeServices;
import dev.quern.gateway.Limits;
import dev.quern.gateway.Question;
import dev.quern.gateway.Signatures;
import dev.quern.gateway.Visit;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class CacheResourceTest {
    @Inject
    CacheWarming warming;

    @Inject
    Signatures signatures;

    @Inject
    FakeServices services;

    @Inject
    FakeCacheAdministration caches;

    @BeforeEach
    @AfterEach
    void reset() {
        services.reset();
        caches.reset();
    }

    @Test
    void tellsWhatTheCachesHaveAndHowMuchThatHelped() {
        given().get("/api/v1/caches")
                .then()
                .statusCode(200)
                .body("health", equalTo("ok"))
                .body("levels.level", contains("memory", "redis"))
                .body("levels[0].hit_rate", equalTo(.75f))
                .body("levels[0].mean_age_ms", equalTo(1500))
                .body("levels[1]", not(hasKey("hit_rate")))
                .body("types[0].hit_rate_last_minute", equalTo(.75f))
                .body("types[0].saved_tokens", equalTo(40))
                .body("types[0]", not(hasKey("hit_rate_last_hour")))
                .body("semantic.rejections.numbers", equalTo(2))
                .body("miss_ratios.miss_ratio", contains(.4f, .1f))
                .body("hot_keys[0].digest", equalTo("3f2a"))
                .body("warming.running", equalTo(false));
    }

    @Test
    void saysThatALevelIsAway() {
        caches.loseRedis();

        given().get("/api/v1/caches").then().statusCode(200).body("health", equalTo("degraded"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"key\": \"k\", \"type\": \"answer\"} | Key[kind=ANSWER, key=k]",
                "{\"pattern\": \"answer*\"}             | Pattern[pattern=answer*]",
                "{\"collection\": \"mills\"}            | Collection[name=mills]",
                "{\"document\": \"doc-1\"}              | Document[id=doc-1]",
                "{\"everything\": true}                 | Everything[]",
            })
    void dropsWhatIsNamed(String body, String target) {
        invalidate(body).statusCode(200).body("removed", equalTo(2)).body("confirmed", equalTo(true));

        assertThat(caches.dropped()).map(CacheTarget::toString).containsExactly(target);
    }

    @Test
    void saysThatNotAllReplicasHaveDroppedItYet() {
        caches.loseRedis();

        invalidate("{\"everything\": true}").statusCode(200).body("confirmed", equalTo(false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                             | body",
                "null                                           | body",
                "{\"key\": \"k\", \"pattern\": \"p\"}           | body",
                "{\"key\": \"k\"}                               | type",
                "{\"key\": \"k\", \"type\": \"all\"}            | type",
                "{\"pattern\": \"p\", \"type\": \"answer\"}     | type",
                "{\"key\": \"\", \"type\": \"answer\"}          | key",
                "{\"pattern\": \" \"}                           | pattern",
                "{\"collection\": \"../x\"}                     | collection",
                "{\"document\": 5}                              | document",
                "{\"everything\": false}                        | everything",
                "{\"everything\": \"true\"}                     | everything",
                "{\"tenant\": \"other\"}                        | tenant",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        invalidate(body).statusCode(400).body("field", equalTo(field));

        assertThat(caches.dropped()).isEmpty();
    }

    @Test
    void writesDownWhatWasDroppedAndNotWhatCouldNotBe() {
        List<String> written = new CopyOnWriteArrayList<>();
        Logger audit = Logger.getLogger("quern.audit");
        Handler listener = new AuditListener(written);
        audit.addHandler(listener);
        try {
            services.fail("cache-service");
            invalidate("{\"collection\": \"failed\"}").statusCode(503);
            services.reset();
            invalidate("{\"collection\": \"dropped\"}").statusCode(200);
        } finally {
            audit.removeHandler(listener);
        }

        assertThat(written).singleElement().asString().contains("cache_invalidated", "dropped");
    }

    @Test
    void saysThatTheCachesAreAway() {
        services.fail("cache-service");

        given().get("/api/v1/caches").then().statusCode(503).body("service", equalTo("cache-service"));
        invalidate("{\"everything\": true}").statusCode(503).body("service", equalTo("cache-service"));
    }

    @Test
    void answersQuestionsAheadOfUse() {
        String events = warm("{\"questions\": [\"What does a quern grind?\", \"Who grinds?\", \"Who grinds?\"]}")
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();

        assertThat(events)
                .contains("\"planned\":3,\"answered\":2,\"known\":1,\"failed\":0")
                .contains("event:end");
        assertThat(services.generations()).isEqualTo(2);
        given().contentType(ContentType.JSON)
                .body("{\"query\": \"Who grinds?\"}")
                .post("/api/v1/rag/query")
                .then()
                .body("metadata.cache_level", equalTo("memory"));
    }

    @Test
    void givesEachQuestionATimeOfItsOwn() throws Exception {
        Account account = new Account(
                "default", "test", Caller.Kind.LOCAL, Set.of(Scope.ASK), Priority.INTERACTIVE, new Limits(1000, 1000));
        Caller caller = signatures.caller(account, Priority.BATCH);
        Queue<Duration> times = new ArrayDeque<>(List.of(Duration.ZERO, Duration.ofSeconds(30)));
        List<WarmingBody.Warmed> heard = new ArrayList<>();

        warming.warm(
                () -> new Visit(
                        new Call(
                                caller.credential(),
                                Deadline.after(times.remove()),
                                "0123456789abcdef0123456789abcdef"),
                        caller,
                        Priority.BATCH),
                List.of(Question.of("Who is late?", "default"), Question.of("Who is in time?", "default")),
                heard::add);

        assertThat(heard).last().matches(warmed -> warmed.failed() == 1 && warmed.answered() == 1);
    }

    @Test
    void goesOnWhenAQuestionCannotBeAnswered() {
        services.fail("retrieval-service");

        String events = warm("{\"questions\": [\"One?\", \"Two?\"]}").extract().asString();

        assertThat(events)
                .contains("\"failed\":2", "retrieval-service cannot be reached.")
                .contains("event:end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                       | questions",
                "{\"questions\": []}                                      | questions",
                "{\"questions\": [null]}                                  | questions",
                "{\"questions\": [\" \"]}                                 | query",
                "{\"questions\": [\"q\"], \"collection\": \"../x\"}       | collection",
                "null                                                     | body",
            })
    void refusesToWarmWhatCannotBeAsked(String body, String field) {
        warm(body).statusCode(400).contentType("application/problem+json").body("field", equalTo(field));
    }

    @Test
    void refusesMoreQuestionsThanPossible() {
        warm("{\"questions\": [" + String.join(",", Collections.nCopies(101, "\"q\"")) + "]}")
                .statusCode(400)
                .body("field", equalTo("questions"));
    }

    private static ValidatableResponse invalidate(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/caches/invalidate")
                .then();
    }

    private static ValidatableResponse warm(String body) {
        return given().contentType(ContentType.JSON)
                .accept("text/event-stream, application/problem+json")
                .body(body)
                .post("/api/v1/caches/warm")
                .then();
    }

    private static final class AuditListener extends Handler {
        private final List<String> written;

        AuditListener(List<String> written) {
            this.written = written;
        }

        @Override
        public void publish(LogRecord line) {
            written.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
