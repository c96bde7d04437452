package dev.quern.llm.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.llm.ControlledModel;
import dev.quern.llm.FakeServedModel;
import dev.quern.llm.Generators;
import dev.quern.llm.TextGenerator;
import dev.quern.llm.Tier;
import dev.quern.llm.Waiting;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.llm.v1.Author;
import dev.quern.protocol.llm.v1.ChatPrompt;
import dev.quern.protocol.llm.v1.DescribeModelsRequest;
import dev.quern.protocol.llm.v1.GenerateBatchRequest;
import dev.quern.protocol.llm.v1.GenerateBatchResponse;
import dev.quern.protocol.llm.v1.GenerateRequest;
import dev.quern.protocol.llm.v1.GenerateStreamRequest;
import dev.quern.protocol.llm.v1.GenerateStreamResponse;
import dev.quern.protocol.llm.v1.GenerateStreamResponse.EventCase;
import dev.quern.protocol.llm.v1.Generation;
import dev.quern.protocol.llm.v1.LanguageModel;
import dev.quern.protocol.llm.v1.LlmServiceGrpc;
import dev.quern.protocol.llm.v1.LlmServiceGrpc.LlmServiceBlockingV2Stub;
import dev.quern.protocol.llm.v1.Message;
import dev.quern.protocol.llm.v1.Started;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a model can show that speaks as far as a test allows. */
@QuarkusTest
@TestProfile(LlmGrpcStreamTest.WithControlledModel.class)
class LlmGrpcStreamTest {
    private static final ControlledModel MODEL = new ControlledModel("controlled", 2048, 5).gated();

    /** Its model in place of those that are configured. */
    public static class WithControlledModel implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ControlledWiring.class);
        }
    }

    @Alternative
    @ApplicationScoped
    static class ControlledWiring {
        @Produces
        @Singleton
        TextGenerator generator() {
            return Generators.of(FakeServedModel.of(MODEL, Tier.SMALL));
        }
    }

    @GrpcClient("llm")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    RemoteServices services;

    private RemoteService remote;
    private LlmServiceBlockingV2Stub stub;

    @BeforeEach
    void connect() {
        remote = services.named("llm-service");
        stub = LlmServiceGrpc.newBlockingV2Stub(channel);
    }

    @Test
    void givesTokensAsTheyComeAndSaysWhatTheyTook() {
        List<GenerateStreamResponse> events =
                remote.stream(call(Duration.ofSeconds(30)), stub, s -> s.generateStream(request("tokens")), stream -> {
                    List<GenerateStreamResponse> read = new ArrayList<>();
                    MODEL.allow(1);
                    read.add(stream.read());
                    read.add(stream.read());
                    // Only after the first was read does the model say the others.
                    MODEL.allow(4);
                    for (var event = stream.read(); event != null; event = stream.read()) {
                        read.add(event);
                    }
                    return read;
                });

        Started started = events.getFirst().getStarted();
        assertThat(started.getModel()).isEqualTo("controlled");
        assertThat(started.getTier()).isEqualTo(dev.quern.protocol.llm.v1.Tier.TIER_SMALL);
        assertThat(started.getReason()).isNotBlank();
        assertThat(events)
                .extracting(GenerateStreamResponse::getEventCase)
                .containsExactly(
                        EventCase.STARTED,
                        EventCase.DELTA,
                        EventCase.DELTA,
                        EventCase.DELTA,
                        EventCase.DELTA,
                        EventCase.DELTA,
                        EventCase.COMPLETED);
        assertThat(events.getLast().getCompleted().getCompletionTokens()).isEqualTo(5);
        assertThat(events.getLast().getCompleted().getTokensExact()).isTrue();
        assertThat(events.getLast().getCompleted().getCost()).isEqualTo(20e-6);
        assertThat(events.getLast().getCompleted().hasFirstTokenSeconds()).isTrue();
    }

    @Test
    void stopsTheModelWhenTheClientOfAStreamVanishes() throws InterruptedException {
        int before = MODEL.interrupted.get();
        assertThat(disconnected(() -> remote.stream(
                        call(Duration.ofMinutes(1)), stub, s -> s.generateStream(request("stream")), stream -> {
                            MODEL.allow(1);
                            stream.read();
                            return "";
                        })))
                .isTrue();

        Waiting.until(() -> MODEL.interrupted.get() == before + 1 && MODEL.running.get() == 0);
    }

    @Test
    void stopsTheModelWhenTheClientOfAWholeTextVanishes() throws InterruptedException {
        int before = MODEL.interrupted.get();
        Thread client = Thread.ofVirtual().start(() -> {
            GenerateRequest request = GenerateRequest.newBuilder()
                    .setGeneration(generation("whole"))
                    .build();
            disconnected(() -> remote.once(call(Duration.ofMinutes(1)), stub, s -> s.generate(request)));
        });
        Waiting.until(() -> MODEL.running.get() == 1);

        client.interrupt();

        Waiting.until(() -> MODEL.interrupted.get() == before + 1 && MODEL.running.get() == 0);
        assertThat(client.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void stopsABatchWhenItsClientVanishes() throws InterruptedException {
        int before = MODEL.interrupted.get();
        GenerateBatchRequest.Builder batch = GenerateBatchRequest.newBuilder();
        for (int i = 0; i < 10; i++) {
            batch.addGenerations(generation("batch " + i));
        }
        Thread client = Thread.ofVirtual()
                .start(() -> disconnected(() -> remote.stream(
                        call(Duration.ofMinutes(1)),
                        stub,
                        s -> s.generateBatch(batch.build()),
                        stream -> List.<GenerateBatchResponse>of(stream.read()))));
        Waiting.until(() -> MODEL.running.get() == 2);

        client.interrupt();

        Waiting.until(() -> MODEL.interrupted.get() >= before + 2 && MODEL.running.get() == 0);
        assertThat(client.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void endsABrokenStreamWithItsErrorAndNeverAsCompleted() {
        List<EventCase> read = new ArrayList<>();

        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.stream(
                        call(Duration.ofMillis(500)), stub, s -> s.generateStream(request("broken")), stream -> {
                            MODEL.allow(2);
                            for (var event = stream.read(); event != null; event = stream.read()) {
                                read.add(event.getEventCase());
                            }
                            return "";
                        }));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(read).doesNotContain(EventCase.COMPLETED);
    }

    @Test
    void describesWhatIsConfigured() {
        LanguageModel described = remote.idempotent(
                        call(Duration.ofSeconds(10)),
                        stub,
                        s -> s.describeModels(DescribeModelsRequest.getDefaultInstance()))
                .getModels(0);

        assertThat(described.getName()).isEqualTo("controlled");
        assertThat(described.getTier()).isEqualTo(dev.quern.protocol.llm.v1.Tier.TIER_SMALL);
        assertThat(described.getAvailable()).isTrue();
        assertThat(described.getPriceOut()).isEqualTo(2);
        assertThat(described.getConcurrency()).isEqualTo(16);
        assertThat(described.getRolesList()).hasSize(3);
    }

    /** Whether it ended as a call does of which the client has gone: by itself or with a failure that is ours. */
    private static boolean disconnected(Runnable work) {
        try {
            work.run();
            return true;
        } catch (QuernException e) {
            return e.code() == ErrorCode.CANCELLED;
        }
    }

    private static GenerateStreamRequest request(String text) {
        return GenerateStreamRequest.newBuilder()
                .setGeneration(generation(text))
                .build();
    }

    private static Generation generation(String text) {
        return Generation.newBuilder()
                .setChat(ChatPrompt.newBuilder()
                        .addMessages(Message.newBuilder()
                                .setAuthor(Author.AUTHOR_USER)
                                .setText(text)))
                .build();
    }

    private Call call(Duration time) {
        return new Call(
                identity.sign("acme", "test", Set.of(Scope.ASK), Priority.INTERACTIVE),
                Deadline.after(time),
                "0123456789abcdef0123456789abcdef");
    }
}
