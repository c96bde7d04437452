package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.quern.gateway.Answer;
import dev.quern.gateway.AnswerCache.Kept;
import dev.quern.gateway.AnswerKey;
import dev.quern.gateway.CacheEntry;
import dev.quern.gateway.Citation;
import dev.quern.gateway.Edition;
import dev.quern.gateway.GatewayConfig;
import dev.quern.gateway.Generated;
import dev.quern.gateway.GenerationOptions;
import dev.quern.gateway.SearchOptions;
import dev.quern.gateway.Sentence;
import dev.quern.gateway.SimilarAnswers;
import dev.quern.gateway.SimilarKey;
import dev.quern.gateway.Source;
import dev.quern.gateway.Strategy;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.cache.v1.CacheLevel;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.GetRequest;
import dev.quern.protocol.cache.v1.GetResponse;
import dev.quern.protocol.cache.v1.LookupSemanticRequest;
import dev.quern.protocol.cache.v1.LookupSemanticResponse;
import dev.quern.protocol.cache.v1.PutRequest;
import dev.quern.protocol.cache.v1.PutResponse;
import dev.quern.protocol.cache.v1.PutSemanticRequest;
import dev.quern.protocol.cache.v1.PutSemanticResponse;
import dev.quern.protocol.cache.v1.ReportWrongHitRequest;
import dev.quern.protocol.cache.v1.ReportWrongHitResponse;
import dev.quern.protocol.cache.v1.SemanticNamespace;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.GrpcErrors;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.grpc.SharedCaches;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GrpcAnswerCachesTest {
    private static final AnswerKey KEY = new AnswerKey(
            List.of(new Edition("notes", "v1", "s")),
            "epoch",
            "prompt",
            5,
            Strategy.SINGLE_STAGE,
            SearchOptions.USUAL,
            GenerationOptions.USUAL,
            .3f,
            "What is a quern?",
            "");
    private static final SimilarKey NAMESPACE =
            new SimilarKey("notes", "v1", "epoch", "prompt", "m@1", "und-Latn", "variant");
    private static final float[] VECTOR = {.5f, -.25f};
    private static final Answer ANSWER = new Answer(
            new Generated(
                    "A mill [1].",
                    List.of(new Sentence("A mill [1].", List.of(new Citation(1, "a mill", .9f)))),
                    Generated.Finish.STOP,
                    new Generated.Model("m", "openai", "why", "epoch", "prompt", List.of()),
                    new Generated.Tokens(7, 3)),
            List.of(new Source(1, "notes", "d1", "c1", "t", "a mill", .5f, Optional.of(.25f), 0, 6, 0, List.of())),
            List.of(new Edition("notes", "v1", "s")));

    @Inject
    CallConfig config;

    @Inject
    GatewayConfig gateway;

    @Inject
    Identity identity;

    private final FakeCacheService service = new FakeCacheService();
    private final List<QuernException> troubles = new ArrayList<>();
    private Server server;
    private ManagedChannel channel;
    private GrpcAnswerCache exact;
    private SimilarAnswers similar;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service)
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        RemoteServices services = new RemoteServices(config);
        exact = new GrpcAnswerCache(new SharedCaches(channel, services), gateway);
        similar = new GrpcSimilarAnswers(channel, services, gateway);
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    @Test
    void findsTheAnswerThatItKeptAndWhereElseItIs() {
        Kept kept = new Kept(ANSWER, Optional.of(new CacheEntry.Similar(NAMESPACE, "id")));

        exact.remember(call(), KEY, kept, Duration.ofSeconds(2), troubles::add);

        assertThat(exact.find(call(), KEY, troubles::add)).hasValueSatisfying(hit -> {
            assertThat(hit.kept()).isEqualTo(kept);
            assertThat(hit.level()).isEqualTo("memory");
        });
        PutRequest put = service.puts.getFirst();
        assertThat(put.getKey()).isEqualTo(AnswerCodec.FORMAT + "/" + KEY.canonical());
        assertThat(put.getTagsList()).extracting(Tag::getValue).containsExactly("notes", "d1");
        assertThat(put.getCost().getSeconds()).isEqualTo(2);
        assertThat(put.getTokens()).isEqualTo(10);
        assertThat(troubles).isEmpty();
    }

    @Test
    void findsASimilarAnswerInItsNamespaceOnly() {
        Optional<String> id = similar.remember(
                call(), NAMESPACE, "What is a quern?", VECTOR, ANSWER, Duration.ofSeconds(2), troubles::add);

        assertThat(id).contains("entry0");
        assertThat(similar.find(call(), NAMESPACE, "What's a quern?", VECTOR, troubles::add))
                .contains(new SimilarAnswers.Hit(ANSWER, "entry0", "What is a quern?", .9f, .8f));
        SimilarKey other = new SimilarKey("notes", "v1", "epoch", "prompt", "m@2", "und-Latn", "variant");
        assertThat(similar.find(call(), other, "What's a quern?", VECTOR, troubles::add))
                .isEmpty();
        PutSemanticRequest put = service.semanticPuts.getFirst();
        assertThat(put.getVectorList()).containsExactly(.5f, -.25f);
        assertThat(put.getTagsList()).extracting(Tag::getValue).containsExactly("notes", "d1");
        assertThat(put.getCost().getSeconds()).isEqualTo(2);
        assertThat(put.getTokens()).isEqualTo(10);
        assertThat(troubles).isEmpty();
    }

    @Test
    void hasNoSimilarAnswerWhereTheBestCandidateWasNotServed() {
        service.rejection = "another number";

        assertThat(similar.find(call(), NAMESPACE, "What is a quern?", VECTOR, troubles::add))
                .isEmpty();
        assertThat(troubles).isEmpty();
    }

    @Test
    void reportsAWrongAnswerAndTakesOneThatHasGoneForReported() {
        String id = similar.remember(
                        call(), NAMESPACE, "What is a quern?", VECTOR, ANSWER, Duration.ofSeconds(2), troubles::add)
                .orElseThrow();

        similar.reportWrong(call(), new CacheEntry.Similar(NAMESPACE, id));
        similar.reportWrong(call(), new CacheEntry.Similar(NAMESPACE, id));

        assertThat(similar.find(call(), NAMESPACE, "What is a quern?", VECTOR, troubles::add))
                .isEmpty();
    }

    @Test
    void goesOnWithoutACacheThatIsAwayButDoesNotHideThatAReportIsLost() throws Exception {
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);

        assertThat(similar.find(call(), NAMESPACE, "q", VECTOR, troubles::add)).isEmpty();
        assertThat(similar.remember(call(), NAMESPACE, "q", VECTOR, ANSWER, Duration.ZERO, troubles::add))
                .isEmpty();
        assertThat(troubles).hasSize(2);
        assertThatThrownBy(() -> similar.reportWrong(call(), new CacheEntry.Similar(NAMESPACE, "id")))
                .isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> exact.forget(call(), KEY.canonical())).isInstanceOf(QuernException.class);
    }

    private Call call() {
        return new Call(
                identity.sign("default", "test", Set.of(Scope.ASK), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(10)),
                "0123456789abcdef0123456789abcdef");
    }

    private record Entry(SemanticNamespace namespace, String question, ByteString value) {}

    private static final class FakeCacheService extends CacheServiceGrpc.CacheServiceImplBase {
        final List<PutRequest> puts = new CopyOnWriteArrayList<>();
        final List<PutSemanticRequest> semanticPuts = new CopyOnWriteArrayList<>();
        private final Map<String, ByteString> values = new ConcurrentHashMap<>();
        private final Map<String, Entry> entries = new ConcurrentHashMap<>();
        private volatile String rejection = "";

        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> responses) {
            GetResponse.Builder response = GetResponse.newBuilder();
            ByteString value = values.get(request.getKey());
            if (value != null) {
                response.setValue(value).setLevel(CacheLevel.CACHE_LEVEL_MEMORY);
            }
            answer(responses, response.build());
        }

        @Override
        public void put(PutRequest request, StreamObserver<PutResponse> responses) {
            puts.add(request);
            values.put(request.getKey(), request.getValue());
            answer(responses, PutResponse.getDefaultInstance());
        }

        @Override
        public void lookupSemantic(LookupSemanticRequest request, StreamObserver<LookupSemanticResponse> responses) {
            LookupSemanticResponse.Builder response =
                    LookupSemanticResponse.newBuilder().setRejection(rejection);
            entries.forEach((id, entry) -> {
                if (entry.namespace().equals(request.getNamespace())) {
                    response.setValue(entry.value())
                            .setEntryId(id)
                            .setQuestion(entry.question())
                            .setSimilarity(.9f)
                            .setScore(.8f);
                }
            });
            answer(responses, response.build());
        }

        @Override
        public void putSemantic(PutSemanticRequest request, StreamObserver<PutSemanticResponse> responses) {
            semanticPuts.add(request);
            String id = "entry" + entries.size();
            entries.put(id, new Entry(request.getNamespace(), request.getQuestion(), request.getValue()));
            answer(responses, PutSemanticResponse.newBuilder().setEntryId(id).build());
        }

        @Override
        public void reportWrongHit(ReportWrongHitRequest request, StreamObserver<ReportWrongHitResponse> responses) {
            if (entries.remove(request.getEntryId()) == null) {
                responses.onError(GrpcErrors.toStatus(QuernException.notFound("entry_id", "There is no such entry.")));
            } else {
                answer(responses, ReportWrongHitResponse.getDefaultInstance());
            }
        }

        private static <T> void answer(StreamObserver<T> responses, T response) {
            responses.onNext(response);
            responses.onCompleted();
        }
    }
}
