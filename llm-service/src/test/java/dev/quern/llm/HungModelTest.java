package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.llm.Generators.Said;
import dev.quern.llm.http.ScriptedServer;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests over real HTTP, with the limits that nobody has configured, when a server is of no use. */
class HungModelTest {
    private static final Duration TIME = Duration.ofSeconds(4);
    private static final Prompt GROUNDED = new Prompt.Grounded(
            "Where are documents kept?",
            List.of(new Passage("Storage", "Documents are kept in Weaviate. It is fast.")),
            List.of());

    @Test
    void isFollowedByTheNextModelWithinTheDeadline() throws Exception {
        try (ScriptedServer silent = new ScriptedServer(0, ScriptedServer.Exchange::waitForTheClientToGo);
                ScriptedServer good = new ScriptedServer(0, HungModelTest::speak)) {
            TextGenerator generator = generator(Map.of("small", silent, "large", good));

            Said said = said(generator, Requested.chat("Hi"));

            assertThat(said.started().model()).isEqualTo("large");
            assertThat(said.started().skipped())
                    .singleElement()
                    .satisfies(skipped -> assertThat(skipped.reason()).contains("did not begin to answer"));
            assertThat(said.text()).isEqualTo("Hi");
            generator.close();
        }
    }

    @Test
    void isFollowedByTheDocumentsOwnSentencesWithinTheDeadline() throws Exception {
        try (ScriptedServer silent = new ScriptedServer(0, ScriptedServer.Exchange::waitForTheClientToGo)) {
            TextGenerator generator = generator(Map.of("small", silent));

            Said said = said(generator, Requested.of(GROUNDED));

            assertThat(said.started().backEnd()).isEqualTo(BackEnd.EXTRACTIVE);
            assertThat(said.text()).startsWith("Documents are kept in Weaviate [1].");
            generator.close();
        }
    }

    @Test
    void hasAllOfTheTimeWhenNothingElseCanAnswer() throws Exception {
        try (ScriptedServer silent = new ScriptedServer(0, ScriptedServer.Exchange::waitForTheClientToGo)) {
            TextGenerator generator = generator(Map.of("small", silent));

            assertThatThrownBy(() -> said(generator, Requested.chat("Hi")))
                    .isInstanceOfSatisfying(QuernException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
                        assertThat(e.text()).doesNotContain("that it was given");
                    });
            generator.close();
        }
    }

    @Test
    void isFollowedByTheNextWhenItsServerDoesNotTakeRequestsAndIsNotLeftAlone() throws Exception {
        try (ScriptedServer bad = new ScriptedServer(
                        0,
                        exchange -> exchange.reply(
                                "400 Bad Request",
                                "application/json",
                                "{\"error\":{\"message\":\"Unsupported value: temperature\"}}"));
                ScriptedServer good = new ScriptedServer(0, HungModelTest::speak)) {
            TextGenerator generator = generator(Map.of("small", bad, "large", good));

            for (int i = 0; i < 4; i++) {
                Said said = said(generator, Requested.chat("Hi " + i));

                assertThat(said.started().model()).isEqualTo("large");
                assertThat(said.started().skipped())
                        .singleElement()
                        .satisfies(skipped -> assertThat(skipped.reason()).contains("Unsupported value"));
            }
            generator.close();
        }
    }

    @Test
    void takesNoLongerThanItsRoleMayWhenItsReaderIsSlow() throws Exception {
        try (ScriptedServer good = new ScriptedServer(0, exchange -> {
            exchange.open("text/event-stream");
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                all.append("data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n");
            }
            exchange.send(all + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
        })) {
            TextGenerator generator = generator(Map.of("small", good), Map.of("quern.llm.roles.reasoning.time", "4S"));
            List<GenerationEvent> events = new ArrayList<>();

            // Not the most likely words, so that nothing is read ahead for others.
            Generation request = Requested.chat("Hi").temperature(1).build();
            assertThatThrownBy(() -> generator.generate(Calls.patient(), request, event -> {
                        events.add(event);
                        if (event instanceof GenerationEvent.Delta) {
                            // The time of its role, which began before this.
                            Deadline watch = Deadline.after(TIME);
                            Waiting.until(watch::isPassed);
                        }
                    }))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));

            assertThat(events).hasSize(2);
            generator.close();
        }
    }

    private static Said said(TextGenerator generator, Requested request) throws InterruptedException {
        return Generators.said(generator, request, Calls.lasting(TIME));
    }

    private static TextGenerator generator(Map<String, ScriptedServer> servers) {
        return generator(servers, Map.of());
    }

    /** @param servers by the tier, and the name, of their models */
    private static TextGenerator generator(Map<String, ScriptedServer> servers, Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(settings);
        servers.forEach((name, server) -> {
            values.put("quern.llm.models." + name + ".back-end", "openai");
            values.put("quern.llm.models." + name + ".tier", name);
            values.put(
                    "quern.llm.models." + name + ".base-url", server.address().toString());
        });
        ServedModels models = LlmWiring.models(Generators.config(values), Map.of(), failure -> {
            throw failure;
        });
        return Generators.of(new SimpleMeterRegistry(), values, models.all());
    }

    private static void speak(ScriptedServer.Exchange exchange) throws IOException {
        exchange.open("text/event-stream");
        exchange.event("{\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}");
        exchange.event("[DONE]");
    }
}
