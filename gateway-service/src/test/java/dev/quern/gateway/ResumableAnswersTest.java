package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.ResumableAnswers.Asking;
import dev.quern.gateway.ResumableAnswers.Settings;
import dev.quern.gateway.redis.RedisAnswerLog;
import dev.quern.gateway.redis.RedisAnswerLogs;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import dev.quern.redis.Eventually;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two replicas of the gateway on one Redis. */
@org.junit.jupiter.api.Tag("redis")
class ResumableAnswersTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMillis(300);
    private static final Asking WHOLE = (visit, question, listener) -> {
        listener.on(new Sources(List.of()));
        listener.on(new ResponseChunk("It grinds", false));
        listener.on(new ResponseChunk(" grain", true));
        throw new QuernException(ErrorCode.OVERLOADED, "an end that needs no metadata");
    };

    private static Vertx vertx;
    private static RedisServer server;
    private static RedisLink link;
    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        server = RedisServer.start();
        link = server.link(vertx);
    }

    @AfterAll
    static void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void anyReplicaTellsTheRest() throws Exception {
        ResumableAnswers first = replica(WHOLE, LONG, LEASE);
        ResumableAnswers second = replica(WHOLE, LONG, LEASE);
        String id = first.start(visit("ann"), place(), "q");

        assertThat(read(first, id, 0)).containsExactly("1 sources", "2 It grinds", "3  grain.", "4 overloaded");
        assertThat(read(first, id, 2)).containsExactly("3  grain.", "4 overloaded");
        assertThat(read(second, id, 1)).containsExactly("2 It grinds", "3  grain.", "4 overloaded");
        assertThat(second.hasMore(visit("ann").caller(), id, 4)).isFalse();
        Eventually.await("the place to be left", () -> left.get() > 0);
    }

    @Test
    void anotherReplicaTellsWhatTheFirstOneStillMakes() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        ResumableAnswers first = replica(holding(goOn), LONG, LEASE);
        ResumableAnswers second = replica(WHOLE, LONG, LEASE);
        String id = first.start(visit("ann"), place(), "q");
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reading = threads.submit(() -> {
                second.read(visit("ann"), id, 0, event -> heard.add(shown(event)));
                return null;
            });
            Eventually.await("the beginning", () -> heard.size() == 2);

            goOn.countDown();

            reading.get(20, TimeUnit.SECONDS);
        }
        assertThat(heard).containsExactly("1 sources", "2 It grinds", "3  grain.", "4 overloaded");
    }

    @Test
    void anotherReplicaGoesOnWhenTheFirstOneHandsOver() throws Exception {
        ResumableAnswers first = replica(holding(new CountDownLatch(1)), LONG, LONG);
        ResumableAnswers second = replica(WHOLE, LONG, LONG);
        String id = first.start(visit("ann"), place(), "q");
        awaitEvents(id, 2);

        first.handOver();

        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(read(second, id, 1)).containsExactly("2 It grinds", "3  grain.", "4 overloaded");
    }

    @Test
    void anotherReplicaGoesOnWhenTheFirstOneHasDied() throws Exception {
        RedisAnswerLog log = RedisAnswerLogs.on(link, LONG, LONG, LEASE);
        log.open("dead", AnswerLog.Opening.of(visit("ann").caller(), "q"), "dead replica");
        log.append("dead", new LoggedEvent(1, "sources", "[]"), "dead replica");
        log.append("dead", new LoggedEvent(2, "chunk", "It gri"), "dead replica");

        List<String> rest = read(replica(WHOLE, LONG, LEASE), "dead", 2);

        assertThat(rest).containsExactly("3 nds", "4  grain.", "5 overloaded");
        assertThat(log.append("dead", new LoggedEvent(3, "chunk", "nds"), "dead replica"))
                .isFalse();
    }

    @Test
    void leavesItsPlaceAndTheAnswerToOthersWhenItCannotGoOnWithIt() throws Exception {
        RedisAnswerLog log = RedisAnswerLogs.on(link, LONG, LONG, LONG);
        log.open("unread", AnswerLog.Opening.of(visit("ann").caller(), "q"), "leaving replica");
        log.append("unread", new LoggedEvent(1, "sources", "[]"), "leaving replica");
        log.release("unread", "leaving replica");
        ResumableAnswers failing = replica(new UnreadOnceTaken(log), WHOLE, LONG, LONG);

        assertThatThrownBy(() -> read(failing, "unread", 1))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));

        assertThat(left).hasValue(1);
        Eventually.await(
                "nobody to hold it",
                () -> log.read("unread", 0).filter(told -> !told.held()).isPresent());
        assertThat(read(replica(WHOLE, LONG, LONG), "unread", 1))
                .containsExactly("2 It grinds", "3  grain.", "4 overloaded");
    }

    @Test
    void beginsAnewForAClientThatHasSeenMoreThanTheLog() throws Exception {
        RedisAnswerLog log = RedisAnswerLogs.on(link, LONG, LONG, LEASE);
        log.open("behind", AnswerLog.Opening.of(visit("ann").caller(), "q"), "dead replica");

        assertThat(read(replica(WHOLE, LONG, LEASE), "behind", 7))
                .containsExactly("8 restart", "9 sources", "10 It grinds", "11  grain.", "12 overloaded");
    }

    @Test
    void answersAreTheirAskersOnly() throws Exception {
        ResumableAnswers first = replica(holding(new CountDownLatch(1)), LONG, LEASE);
        ResumableAnswers second = replica(WHOLE, LONG, LEASE);
        String id = first.start(visit("ann"), place(), "q");
        awaitEvents(id, 1);

        for (ResumableAnswers replica : List.of(first, second)) {
            assertThatThrownBy(() -> replica.hasMore(visit("bob").caller(), id, 0))
                    .isInstanceOfSatisfying(
                            QuernException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
        first.handOver();
    }

    @Test
    void stopsWhenNobodyReads() throws Exception {
        ResumableAnswers answers = replica(holding(new CountDownLatch(1)), LEASE, LEASE);

        answers.start(visit("ann"), place(), "q");

        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        Eventually.await("the place to be left", () -> left.get() > 0);
    }

    @Test
    void goesOnWithoutRedisForThoseWhoReadHere() throws Exception {
        try (RedisServer away = RedisServer.start();
                RedisLink awayLink = away.link(vertx)) {
            away.kill();
            ResumableAnswers answers = replica(
                    RedisAnswerLogs.on(awayLink, Duration.ofMillis(200), LONG, LEASE),
                    holding(new CountDownLatch(0)),
                    LONG);

            String id = answers.start(visit("ann"), place(), "q");

            assertThat(read(answers, id, 0)).containsExactly("1 sources", "2 It grinds", "3  grain.", "4 overloaded");
        }
    }

    @Test
    void endsAnAnswerThatIsLargerThanOneMayBe() throws Exception {
        ResumableAnswers answers = replica(
                (visit, question, listener) -> {
                    while (true) {
                        listener.on(new ResponseChunk("x".repeat(10_000), false));
                    }
                },
                LONG,
                LEASE);

        String id = answers.start(visit("ann"), place(), "q");

        assertThat(read(answers, id, 0)).last().asString().endsWith("unprocessable");
    }

    /** Makes the whole answer when it may go on. */
    private Asking holding(CountDownLatch goOn) {
        return (visit, question, listener) -> {
            listener.on(new Sources(List.of()));
            listener.on(new ResponseChunk("It grinds", false));
            try {
                goOn.await();
            } catch (InterruptedException e) {
                stopped.countDown();
                throw e;
            }
            listener.on(new ResponseChunk(" grain", true));
            throw new QuernException(ErrorCode.OVERLOADED, "an end that needs no metadata");
        };
    }

    private ResumableAnswers replica(Asking asking, Duration keptFor, Duration lease) {
        return replica(RedisAnswerLogs.on(link, LONG, LONG, lease), asking, keptFor, lease);
    }

    private ResumableAnswers replica(AnswerLog log, Asking asking, Duration keptFor) {
        return replica(log, asking, keptFor, LEASE);
    }

    private ResumableAnswers replica(AnswerLog log, Asking asking, Duration keptFor, Duration lease) {
        return new ResumableAnswers(
                log,
                new PlainEvents(),
                asking,
                _ -> Uni.createFrom().item(place()),
                new Settings(keptFor, lease, 100_000),
                new SimpleMeterRegistry());
    }

    /** Fails to read an answer once it has taken it. */
    private static final class UnreadOnceTaken implements AnswerLog {
        private final AnswerLog log;
        private volatile boolean taken;

        UnreadOnceTaken(AnswerLog log) {
            this.log = log;
        }

        @Override
        public boolean isShared() {
            return log.isShared();
        }

        @Override
        public void open(String id, Opening opening, String holder) throws InterruptedException {
            log.open(id, opening, holder);
        }

        @Override
        public boolean append(String id, LoggedEvent event, String holder) throws InterruptedException {
            return log.append(id, event, holder);
        }

        @Override
        public boolean renew(String id, String holder) throws InterruptedException {
            return log.renew(id, holder);
        }

        @Override
        public void release(String id, String holder) throws InterruptedException {
            log.release(id, holder);
        }

        @Override
        public boolean take(String id, String holder) throws InterruptedException {
            taken = log.take(id, holder);
            return taken;
        }

        @Override
        public Optional<Excerpt> read(String id, long after) throws InterruptedException {
            if (taken) {
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "Redis is slow.");
            }
            return log.read(id, after);
        }
    }

    private static void awaitEvents(String id, int count) throws Exception {
        RedisAnswerLog log = RedisAnswerLogs.on(link, LONG, LONG, LONG);
        Eventually.await(
                count + " events",
                () -> log.read(id, 0)
                        .filter(told -> told.events().size() >= count)
                        .isPresent());
    }

    private static List<String> read(ResumableAnswers answers, String id, long after) throws InterruptedException {
        List<String> events = new ArrayList<>();
        answers.read(visit("ann"), id, after, event -> events.add(shown(event)));
        return events;
    }

    private static String shown(LoggedEvent event) {
        boolean says = event.name().equals("chunk") || event.name().equals("error");
        return event.number() + " " + (says ? event.data() : event.name());
    }

    private static Visit visit(String subject) {
        Principal principal = new Principal(
                "acme",
                subject,
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(60));
        SignedPrincipal signed = new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0]));
        return new Visit(
                new Call(signed, Deadline.after(Duration.ofSeconds(30)), "0123456789abcdef0123456789abcdef"),
                new Caller(signed, Caller.Kind.API_KEY, new Limits(1, 1)),
                Priority.INTERACTIVE);
    }

    private Admission.Place place() {
        return new Admission.Place() {
            @Override
            public void began(WorkKind kind) {}

            @Override
            public void done() {
                left.incrementAndGet();
            }

            @Override
            public void failed(Throwable failure) {
                left.incrementAndGet();
            }

            @Override
            public void gone() {
                left.incrementAndGet();
            }
        };
    }
}
