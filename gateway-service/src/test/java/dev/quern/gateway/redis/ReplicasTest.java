package dev.quern.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.redis.RedisLink;
import dev.quern.redis.RedisServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("redis")
class ReplicasTest {
    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server = RedisServer.start();
    private final RedisLink link = server.link(vertx);
    private final Replicas one = new Replicas(link, 7, Duration.ofMinutes(1));
    private final Replicas other = new Replicas(link, 7, Duration.ofMinutes(1));

    @AfterEach
    void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void areAssumedUntilRedisHasTold() throws Exception {
        assertThat(one.count()).isEqualTo(7);

        one.say();

        assertThat(one.count()).isOne();
    }

    @Test
    void areNotForgottenAtOnceWhenRedisLostItsData() throws Exception {
        one.say();
        other.say();
        one.say();
        assertThat(one.count()).isEqualTo(2);

        server.command("FLUSHALL");
        one.say();

        assertThat(one.count())
                .as("the other one had no time to say that it lives")
                .isEqualTo(2);
        other.say();
        one.say();
        one.say();
        assertThat(one.count()).isEqualTo(2);
    }

    @Test
    void thatAreGoneAreNotCountedAnyMoreAfterAWhile() throws Exception {
        other.say();
        one.say();
        server.command("FLUSHALL");

        one.say();
        one.say();
        assertThat(one.count()).isEqualTo(2);
        one.say();

        assertThat(one.count()).isOne();
    }
}
