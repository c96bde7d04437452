package dev.quern.cache.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.cache.v1.CacheServiceGrpc;
import dev.quern.protocol.cache.v1.CacheServiceGrpc.CacheServiceBlockingV2Stub;
import dev.quern.protocol.cache.v1.InvalidateRequest;
import dev.quern.protocol.cache.v1.LookupSemanticRequest;
import dev.quern.protocol.cache.v1.LookupSemanticResponse;
import dev.quern.protocol.cache.v1.PutSemanticRequest;
import dev.quern.protocol.cache.v1.ReportWrongHitRequest;
import dev.quern.protocol.cache.v1.SemanticNamespace;
import dev.quern.protocol.cache.v1.Tag;
import dev.quern.protocol.cache.v1.TagKind;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SemanticCallsTest {
    private static final String QUESTION = "How fast is it?";
    private static final List<Float> VECTOR = List.of(.6f, .8f, 0f);
    private static final Tag DOCUMENT =
            Tag.newBuilder().setKind(TagKind.TAG_KIND_DOCUMENT).setValue("d1").build();

    @GrpcClient("cache")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    private RemoteService remote;
    private CacheServiceBlockingV2Stub stub;
    private SemanticNamespace namespace;

    @BeforeEach
    void connect() {
        remote = new RemoteService("cache-service", config);
        stub = CacheServiceGrpc.newBlockingV2Stub(channel);
        namespace = SemanticNamespace.newBuilder()
                .setCollection(UUID.randomUUID().toString())
                .setCollectionVersion("v1")
                .setModel("m")
                .build();
    }

    @Test
    void servesWhatWasPutWithAllThatIsKnownOfIt() {
        String id = put(put());

        LookupSemanticResponse response = lookUp("acme", lookup());

        assertThat(response.getValue().toStringUtf8()).isEqualTo("answer");
        assertThat(response.getEntryId()).isEqualTo(id).isNotEmpty();
        assertThat(response.getQuestion()).isEqualTo(QUESTION);
        assertThat(response.getSimilarity()).isBetween(.9999f, 1.0001f);
        assertThat(response.getScore()).isGreaterThanOrEqualTo(.9f);
        assertThat(Durations.toMillis(response.getAge())).isNotNegative();
        assertThat(response.getRejection()).isEmpty();
    }

    @Test
    void isAMissForOthersAndElsewhere() {
        put(put());

        assertThat(lookUp("globex", lookup()).hasValue()).isFalse();
        assertThat(lookUp("acme", lookup().setNamespace(namespace.toBuilder().setVariant("filtered")))
                        .hasValue())
                .isFalse();
    }

    @Test
    void saysWhyTheNearestWasNotServed() {
        put(put());

        LookupSemanticResponse response = lookUp("acme", lookup().setQuestion("How slow is a train from 1950?"));

        assertThat(response.hasValue()).isFalse();
        assertThat(response.getRejection()).isNotEmpty();
        assertThat(response.getSimilarity()).isBetween(.9999f, 1.0001f);
    }

    @Test
    void dropsWhatIsReportedAsWrongAndSaysWhenItIsNotThere() {
        ReportWrongHitRequest report = ReportWrongHitRequest.newBuilder()
                .setNamespace(namespace)
                .setEntryId(put(put()))
                .build();
        remote.once(call("acme"), stub, s -> s.reportWrongHit(report));

        assertThat(lookUp("acme", lookup()).hasValue()).isFalse();
        QuernException unknown = catchThrowableOfType(
                QuernException.class, () -> remote.once(call("acme"), stub, s -> s.reportWrongHit(report)));
        assertThat(unknown.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(unknown.field()).contains("entry_id");
    }

    @Test
    void goesWithTheTagItWasMadeFrom() {
        put(put().addTags(DOCUMENT));

        InvalidateRequest request =
                InvalidateRequest.newBuilder().setTag(DOCUMENT).build();
        long removed =
                remote.once(call("acme"), stub, s -> s.invalidate(request)).getRemoved();

        assertThat(removed).isPositive();
        assertThat(lookUp("acme", lookup()).hasValue()).isFalse();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        put(put());

        assertThat(failure(put().setVector(1, Float.NaN))).contains("vector");
        assertThat(failure(put().addVector(1))).contains("vector");
        assertThat(failure(put().clearVector())).contains("vector");
        assertThat(failure(put().setQuestion(""))).contains("question");
        assertThat(failure(put().clearNamespace())).contains("namespace.collection");
        assertThat(failure(put().addTags(Tag.getDefaultInstance()))).contains("tags");
        assertThat(failure(put().setTokens(-1))).contains("tokens");
        assertThat(failure(put().setCost(Durations.fromSeconds(-1)))).contains("cost");
        QuernException lookup = catchThrowableOfType(QuernException.class, () -> lookUp("acme", lookup().addVector(1)));
        assertThat(lookup.field()).contains("vector");
        assertThat(lookUp("acme", lookup()).hasValue()).isTrue();
    }

    private String put(PutSemanticRequest.Builder request) {
        return remote.once(call("acme"), stub, s -> s.putSemantic(request.build()))
                .getEntryId();
    }

    private java.util.Optional<String> failure(PutSemanticRequest.Builder request) {
        return catchThrowableOfType(QuernException.class, () -> put(request)).field();
    }

    private LookupSemanticResponse lookUp(String tenant, LookupSemanticRequest.Builder request) {
        return remote.idempotent(call(tenant), stub, s -> s.lookupSemantic(request.build()));
    }

    private PutSemanticRequest.Builder put() {
        return PutSemanticRequest.newBuilder()
                .setNamespace(namespace)
                .setQuestion(QUESTION)
                .addAllVector(VECTOR)
                .setValue(ByteString.copyFromUtf8("answer"));
    }

    private LookupSemanticRequest.Builder lookup() {
        return LookupSemanticRequest.newBuilder()
                .setNamespace(namespace)
                .setQuestion(QUESTION)
                .addAllVector(VECTOR);
    }

    private Call call(String tenant) {
        return new Call(
                identity.sign(tenant, "test", Set.of(Scope.ASK, Scope.INGEST), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(60)),
                "0123456789abcdef0123456789abcdef");
    }
}
