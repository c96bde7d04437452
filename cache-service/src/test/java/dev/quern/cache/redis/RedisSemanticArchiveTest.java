package dev.quern.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.Eventually;
import dev.quern.cache.Invalidation;
import dev.quern.cache.StoreUnavailableException;
import dev.quern.cache.Values;
import dev.quern.cache.semantic.ArchivedQuestion;
import dev.quern.cache.semantic.SemanticArchive.Change;
import dev.quern.cache.semantic.SemanticArchive.Page;
import dev.quern.cache.semantic.SemanticArchive.Position;
import dev.quern.cache.semantic.SemanticNamespace;
import dev.quern.cache.semantic.TenantCollection;
import dev.quern.cache.semantic.TenantNamespace;
import dev.quern.protocol.Deadline;
import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("redis")
class RedisSemanticArchiveTest {
    private static final TenantNamespace NAMESPACE =
            new TenantNamespace("acme", new SemanticNamespace("docs", "v1", "m", "p", "en", ""));

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server = RedisServer.start();
    private final RedisSettings settings = CacheRedis.settings(Duration.ofSeconds(20));
    private final RedisSemanticArchive archive = new RedisSemanticArchive(
            vertx,
            server.address(),
            settings,
            new RedisSemanticArchive.Limits(200, Duration.ofHours(2), Duration.ofDays(1)),
            InstantSource.system());

    @AfterEach
    void stop() throws Exception {
        archive.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void readsInPagesWhatWasStoredAndGoesOnFromThere() throws Exception {
        for (int i = 0; i < 150; i++) {
            archive.store(NAMESPACE, question("q" + i));
        }
        Read all = read(Position.BEGIN);
        archive.store(NAMESPACE, question("later"));
        archive.remove(NAMESPACE, "q3");

        Read more = read(all.position());

        assertThat(all.ids()).hasSize(150).startsWith("q0").endsWith("q149");
        assertThat(more.changes().getFirst())
                .isInstanceOfSatisfying(
                        Change.Stored.class,
                        stored -> assertThat(stored.question().vector()).containsExactly(.6f, .8f));
        assertThat(more.changes().getLast()).isEqualTo(new Change.Removed("q3"));
        assertThat(read(more.position()).changes()).isEmpty();
    }

    @Test
    void keepsNoMoreThanItsEntriesAndForgetsWithTheirTime() throws Exception {
        for (int i = 0; i < 500; i++) {
            archive.store(NAMESPACE, question("q" + i));
        }

        assertThat(read(Position.BEGIN).ids()).hasSizeBetween(200, 320).endsWith("q499");
        assertThat(number(Command.PTTL, RedisSemanticNames.log(NAMESPACE)))
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofHours(2).toMillis());
        assertThat(number(Command.PTTL, RedisSemanticNames.logs("acme"))).isPositive();
    }

    @Test
    void whoHasNotReadWhatALogHasForgottenReadsItAnew() throws Exception {
        archive.store(NAMESPACE, question("wrong"));
        Position position = read(Position.BEGIN).position();
        archive.remove(NAMESPACE, "wrong");
        for (int i = 0; i < 500; i++) {
            archive.store(NAMESPACE, question("q" + i));
        }

        Page page = archive.read(NAMESPACE, position);

        assertThat(page.outdated()).isTrue();
        assertThat(page.last()).isFalse();
        Read anew = read(page.position());
        assertThat(anew.ids()).endsWith("q499").doesNotContain("wrong");
        assertThat(archive.read(NAMESPACE, anew.position()).outdated()).isFalse();
    }

    @Test
    void isOutdatedByTheEpochOfTheTenantsValues() throws Exception {
        archive.store(NAMESPACE, question("before"));
        Position position = read(Position.BEGIN).position();
        try (RedisLink link = server.link(vertx)) {
            new RedisStore(link, settings, InstantSource.system()).invalidate(new Invalidation.OfTenant("acme"));
        }
        archive.store(NAMESPACE, question("after"));

        Page page = archive.read(NAMESPACE, position);

        assertThat(page.outdated()).isTrue();
        assertThat(read(page.position()).ids()).containsExactly("after");
        assertThat(read(Position.BEGIN).ids()).containsExactly("after");
    }

    @Test
    void hasNothingAfterTheServerWasFlushedAndGoesOn() throws Exception {
        archive.store(NAMESPACE, question("before"));
        Position position = read(Position.BEGIN).position();
        ask(Request.cmd(Command.FLUSHALL));
        Page empty = archive.read(NAMESPACE, position);

        archive.store(NAMESPACE, question("after"));

        assertThat(empty).isEqualTo(new Page(position, false, List.of(), true));
        assertThat(archive.read(NAMESPACE, position).outdated()).isTrue();
        assertThat(read(Position.BEGIN).ids()).containsExactly("after");
    }

    @Test
    void goesOnWithAServerThatWasStartedAnew() throws Exception {
        archive.store(NAMESPACE, question("before"));
        server.kill();
        server.restart();

        Eventually.await("it is reached again", () -> {
            try {
                archive.store(NAMESPACE, question("after"));
                return true;
            } catch (StoreUnavailableException notYet) {
                return false;
            }
        });

        assertThat(read(Position.BEGIN).ids()).contains("after").doesNotContain("before");
    }

    @Test
    void remembersReportsOfTheLastTime() throws Exception {
        TenantCollection collection = new TenantCollection("acme", "docs");
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 40; i++) {
            archive.report(collection, "id" + i, at.plusSeconds(i));
        }

        assertThat(archive.reports(collection))
                .hasSize(32)
                .containsEntry("id39", at.plusSeconds(39))
                .doesNotContainKey("id7");
        assertThat(archive.reports(new TenantCollection("globex", "docs"))).isEmpty();
    }

    @Test
    void whatIsTooLargeOrCannotBeReadIsLeftOut() throws Exception {
        archive.store(NAMESPACE, question("large", "x".repeat(600 * 1024)));
        archive.store(
                NAMESPACE,
                new ArchivedQuestion(
                        "large when it is read", "q", new float[] {.6f, .8f}, Values.value("x".repeat(600 * 1024))));
        archive.store(NAMESPACE, question("q"));
        String epoch = ask(Request.cmd(Command.GET).arg(RedisNames.epoch("acme")));
        ask(Request.cmd(Command.XADD)
                .arg(RedisSemanticNames.log(NAMESPACE))
                .arg("*")
                .arg("epoch")
                .arg(epoch)
                .arg("stored")
                .arg("torn")
                .arg("as")
                .arg(new byte[] {1, 127, 127, 127, 127, 1}));

        assertThat(read(Position.BEGIN).ids()).containsExactly("q");
    }

    private Read read(Position from) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        Page page = archive.read(NAMESPACE, from);
        changes.addAll(page.changes());
        while (!page.last()) {
            page = archive.read(NAMESPACE, page.position());
            changes.addAll(page.changes());
        }
        return new Read(changes, page.position());
    }

    private long number(Command command, String key) throws Exception {
        return Long.parseLong(ask(Request.cmd(command).arg(key)));
    }

    private String ask(Request request) throws Exception {
        Deadline deadline = Deadline.after(Duration.ofSeconds(20));
        try (RedisLink link = server.link(vertx)) {
            return link.session(RedisNames.epoch("acme"), deadline)
                    .require(request, deadline)
                    .toString();
        }
    }

    private static ArchivedQuestion question(String id) {
        return question(id, "answer");
    }

    private static ArchivedQuestion question(String id, String answer) {
        java.util.Random random = new java.util.Random(1);
        String incompressible = answer.length() < 100
                ? answer
                : random.ints(answer.length(), 32, 0xd000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        return new ArchivedQuestion(
                id, "question " + id, new float[] {.6f, .8f}, Values.value(incompressible, Values.document("d")));
    }

    private record Read(List<Change> changes, Position position) {
        List<String> ids() {
            return changes.stream()
                    .filter(Change.Stored.class::isInstance)
                    .map(change -> ((Change.Stored) change).question().id())
                    .toList();
        }
    }
}
