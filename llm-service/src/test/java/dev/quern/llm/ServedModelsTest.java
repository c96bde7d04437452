package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.llm.http.ScriptedServer;
import dev.quern.protocol.QuernException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A configured model over real HTTP, with its server going and coming. */
class ServedModelsTest {
    private static final String SECRET = "a-key-that-nobody-may-see";
    private static final List<Message> CONVERSATION = List.of(new Message(Author.USER, "Hi"));
    private static final GenerationOptions OPTIONS = new GenerationOptions(0, 10, List.of());

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            log.add(line.getMessage() + " " + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("dev.quern").addHandler(listener);
    }

    @AfterEach
    void leave() {
        Logger.getLogger("dev.quern").removeHandler(listener);
    }

    @Test
    void isFoundAwayWithoutBeingAskedAndIsThereAgainWithItsServer() throws Exception {
        int port = freePort();
        try (ServedModels models = models(port)) {
            ServedModel model = models.all().getFirst();
            models.start();
            await(() -> model.trouble().isPresent());
            assertThat(model.trouble().orElseThrow()).contains("`mine`", "cannot be reached");
            assertThat(new ModelReadiness(models).call().getData().orElseThrow())
                    .hasEntrySatisfying(
                            "mine", state -> assertThat(state.toString()).contains("cannot be reached"));

            try (ScriptedServer _ = new ScriptedServer(port, ServedModelsTest::speak)) {
                await(() -> model.trouble().isEmpty());
                ModelOutcome outcome = model.model().generate(Calls.patient(), CONVERSATION, OPTIONS, part -> true);

                assertThat(outcome.completionTokens()).isEqualTo(1);
            }
        }
        assertThat(log).anyMatch(line -> line.contains("cannot be reached")).noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void isLeftAloneWhenItsServerFailsAgainAndAgainAndTellsItsWordsToNobodyElse() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        int port = freePort();
        try (ScriptedServer _ = new ScriptedServer(port, exchange -> {
                    asked.incrementAndGet();
                    exchange.reply("500 Oops", "text/plain", "the key " + SECRET + " is lovely");
                });
                ServedModels models = models(port)) {
            LanguageModel model = models.all().getFirst().model();

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> model.generate(Calls.patient(), CONVERSATION, OPTIONS, part -> true))
                        .isInstanceOfSatisfying(
                                QuernException.class,
                                e -> assertThat(e.text())
                                        .contains("`mine`", "failed (500)", "lovely")
                                        .doesNotContain(SECRET));
            }

            for (int i = 0; i < 7; i++) {
                assertThatThrownBy(() -> model.generate(Calls.patient(), CONVERSATION, OPTIONS, part -> true))
                        .hasMessageContainingAll("`mine`", "failed 3 times in a row");
            }
            assertThat(asked).hasValue(3);
            assertThat(models.all().getFirst().trouble().orElseThrow()).doesNotContain("lovely");
        }
    }

    private static void speak(ScriptedServer.Exchange exchange) throws IOException {
        if (exchange.request().line().startsWith("GET")) {
            exchange.reply("200 OK", "application/json", "{\"data\":[]}");
        } else {
            exchange.open("text/event-stream");
            exchange.event("{\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}");
            exchange.event("[DONE]");
        }
    }

    private static ServedModels models(int port) {
        LlmConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LlmConfig.class)
                .withDefaultValues(Map.of(
                        "quern.llm.guard.pause", "PT1H",
                        "quern.llm.guard.check-interval", "PT0.02S",
                        "quern.llm.models.mine.back-end", "openai",
                        "quern.llm.models.mine.base-url", "http://127.0.0.1:" + port + "/v1",
                        "quern.llm.models.mine.api-key", SECRET))
                .build()
                .getConfigMapping(LlmConfig.class);
        return LlmWiring.models(config, Map.of(), failure -> {});
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("30 seconds are enough").isLessThan(end);
            Thread.sleep(Duration.ofMillis(5));
        }
    }
}
