package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.Deadline;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and whom the service lets tell it something. */
@Tag("redis")
class RedisAccessTest {
    private static Vertx vertx;
    private static RedisServer server;
    private static RedisServer withTls;
    private static Certificates certificates;
    private static int tlsPort;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        vertx = Vertx.vertx();
        server = RedisServer.start();
        certificates = Certificates.make(folder);
        tlsPort = RedisServer.freePort();
        withTls = RedisServer.at(
                tlsPort,
                "--port",
                "0",
                "--tls-port",
                Integer.toString(tlsPort),
                "--tls-cert-file",
                certificates.certificate().toString(),
                "--tls-key-file",
                certificates.key().toString(),
                "--tls-ca-cert-file",
                certificates.certificate().toString(),
                "--tls-auth-clients",
                "no");
        withTls.restart();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        withTls.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aUserThatMayNotDropConnectionsIsRefusedOnceThatIsNeeded() throws Exception {
        server.command("ACL", "SETUSER", "weak", "on", ">weak", "~*", "+@all", "-client|kill");
        RedisAddress address = server.address().as(Optional.of(new Login("weak", "weak")));
        try (RedisLink link = new RedisLink(vertx, address)) {
            ping(link);
            server.command("CLIENT", "KILL", "USER", "weak");

            Eventually.await("the reason is told", () -> failure(link).contains("client|kill"));
        }
    }

    @Test
    void usesTheDatabaseThatItIsTold() throws Exception {
        RedisAddress address = RedisServer.address(RedisMode.SINGLE, server.uri() + "/5", RedisServer.NO_TRUST)
                .as(RedisServer.LOGIN);
        try (RedisLink link = new RedisLink(vertx, address)) {
            ask(link, Request.cmd(Command.SET).arg("k").arg("v"));
        }

        assertThat(server.command("-n", "5", "GET", "k")).isEqualTo("v");
    }

    @Test
    void noPasswordIsShownWhenItIsWrongAndItWorksOnceItIsRight() throws Exception {
        String secret = "s3cret-and-wrong";
        RedisAddress address = server.address().as(Optional.of(new Login("later", secret)));
        try (RedisLink link = new RedisLink(vertx, address)) {
            assertThatThrownBy(() -> ping(link))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("WRONGPASS")
                    .satisfies(failure -> assertThat(everythingOf(failure)).doesNotContain(secret));

            server.command("ACL", "SETUSER", "later", "on", ">" + secret, "~*", "+@all");

            Eventually.await("the user is let in", () -> failure(link).isEmpty());
        }
        assertThat(address.toString()).doesNotContain(secret);
    }

    @Test
    void believesTheCertificatesOfAFileOrAKeyStore() throws Exception {
        for (Trust trust : new Trust[] {
            new Trust(Optional.of(certificates.certificate()), Optional.empty(), true),
            new Trust(Optional.of(certificates.store()), Optional.of(Certificates.STORE_PASSWORD), true)
        }) {
            try (RedisLink link = tls("127.0.0.1", trust)) {
                assertThat(ping(link)).isEqualTo("PONG");
            }
        }
    }

    @Test
    void refusesACertificateThatNobodyVouchesFor() {
        try (RedisLink link = tls("127.0.0.1", RedisServer.NO_TRUST)) {
            assertThatThrownBy(() -> ping(link))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("certification path");
        }
    }

    @Test
    void refusesACertificateOfAnotherHostUnlessToldNotTo() throws Exception {
        Optional<Path> file = Optional.of(certificates.certificate());
        try (RedisLink link = tls("localhost", new Trust(file, Optional.empty(), true))) {
            assertThatThrownBy(() -> ping(link))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("localhost");
        }
        try (RedisLink link = tls("localhost", new Trust(file, Optional.empty(), false))) {
            assertThat(ping(link)).isEqualTo("PONG");
        }
    }

    private static RedisLink tls(String host, Trust trust) {
        return new RedisLink(
                vertx,
                RedisServer.address(RedisMode.SINGLE, "rediss://" + host + ":" + tlsPort, trust)
                        .as(RedisServer.LOGIN));
    }

    private static String ping(RedisLink link) throws InterruptedException {
        return ask(link, Request.cmd(Command.PING));
    }

    private static String ask(RedisLink link, Request request) throws InterruptedException {
        Deadline deadline = Deadline.after(Duration.ofSeconds(20));
        return link.session("k", deadline).require(request, deadline).toString();
    }

    private static String failure(RedisLink link) throws InterruptedException {
        try {
            ping(link);
            return "";
        } catch (RedisUnavailableException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
