package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteService;
import dev.quern.protocol.retrieval.v1.CancelReindexRequest;
import dev.quern.protocol.retrieval.v1.Chunking;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Condition;
import dev.quern.protocol.retrieval.v1.DeleteDocumentsRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentsResponse;
import dev.quern.protocol.retrieval.v1.Document;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.Filter;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.ListChunksRequest;
import dev.quern.protocol.retrieval.v1.ListChunksResponse;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.Operator;
import dev.quern.protocol.retrieval.v1.ReadDocumentRequest;
import dev.quern.protocol.retrieval.v1.ReadDocumentResponse;
import dev.quern.protocol.retrieval.v1.ReindexCollectionRequest;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.WatchDocumentsRequest;
import dev.quern.protocol.retrieval.v1.WatchDocumentsResponse;
import dev.quern.retrieval.Ulids;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of documents: read, watched, deleted and rebuilt. */
@QuarkusTest
@WithTestResource(TemporaryState.class)
class DocumentCallsTest {
    private static final String LONG_TEXT = "A mill grinds grain between two stones. ".repeat(500);

    @GrpcClient("retrieval")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    private RemoteService remote;
    private RetrievalServiceBlockingV2Stub stub;
    private String tenant;

    @BeforeEach
    void connect() {
        remote = new RemoteService("retrieval-service", config);
        stub = RetrievalServiceGrpc.newBlockingV2Stub(channel);
        tenant = "t" + Ulids.next();
    }

    @Test
    void readsATextBack() {
        String text = "Grain, stone and river: 世界 🌾. ".repeat(20_000);
        upload("long", text);

        List<String> parts = read("long");

        assertThat(parts.size()).isGreaterThan(1);
        assertThat(String.join("", parts)).isEqualTo(text);
        assertFailure(ErrorCode.NOT_FOUND, "document_id", () -> read("none"));
    }

    @Test
    void listsChunksInPagesAndInOrder() {
        upload("mill", LONG_TEXT);
        watch("mill");

        ListChunksResponse first = chunks("mill", "");
        List<dev.quern.protocol.retrieval.v1.Chunk> all = new ArrayList<>(first.getChunksList());
        String token = first.getNextPageToken();
        while (!token.isEmpty()) {
            ListChunksResponse next = chunks("mill", token);
            all.addAll(next.getChunksList());
            token = next.getNextPageToken();
        }

        assertThat(first.getChunksCount()).isEqualTo(7);
        assertThat(all).hasSizeGreaterThan(20);
        for (int i = 0; i < all.size(); i++) {
            var location = all.get(i).getLocation();
            assertThat(location.getOrdinal()).isEqualTo(i);
            assertThat(all.get(i).getText()).isEqualTo(LONG_TEXT.substring(location.getStart(), location.getEnd()));
        }
        assertFailure(ErrorCode.INVALID_ARGUMENT, "page_token", () -> chunks("mill", "!"));
    }

    @Test
    void showsADocumentUntilItIsReady() {
        upload("mill", LONG_TEXT);

        List<WatchDocumentsResponse> seen = watch("mill", "none");

        assertThat(seen)
                .filteredOn(WatchDocumentsResponse::getDeleted)
                .extracting(response -> response.getDocument().getDocumentId())
                .containsExactly("none");
        assertThat(seen.stream()
                        .filter(response -> !response.getDeleted())
                        .map(response -> response.getDocument().getState())
                        .toList())
                .endsWith(DocumentState.DOCUMENT_STATE_READY);
        assertFailure(ErrorCode.INVALID_ARGUMENT, "document_ids", () -> watch());
    }

    @Test
    void deletesWhatAFilterSelects() {
        upload("mill", LONG_TEXT);
        upload("river", LONG_TEXT);

        DeleteDocumentsResponse deleted = delete(named("mill"));

        assertThat(deleted.getDeleted()).isEqualTo(1);
        assertThat(deleted.getMore()).isFalse();
        assertThat(documents()).extracting(Document::getDocumentId).containsExactly("river");
        assertThat(delete(named("mill")).getDeleted()).isZero();
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "filter",
                () -> remote.once(
                        call(Scope.INGEST), stub, s -> s.deleteDocuments(DeleteDocumentsRequest.getDefaultInstance())));
    }

    @Test
    void listsDocumentsByState() {
        upload("mill", LONG_TEXT);
        watch("mill");

        assertThat(documents(DocumentState.DOCUMENT_STATE_READY)).hasSize(1);
        assertThat(documents(DocumentState.DOCUMENT_STATE_PENDING, DocumentState.DOCUMENT_STATE_FAILED))
                .isEmpty();
        assertFailure(ErrorCode.INVALID_ARGUMENT, "states", () -> documents(DocumentState.DOCUMENT_STATE_UNSPECIFIED));
    }

    @Test
    void rebuildsACollectionWithoutLosingSightOfIt() {
        upload("mill", LONG_TEXT);
        watch("mill");
        long before = collection().getPassages();

        Collection begun = reindex(Chunking.newBuilder().setSize(300).build());

        assertThat(begun.getRebuild().getSettings().getChunking().getSize()).isEqualTo(300);
        await(() -> !collection().hasRebuild());
        assertThat(collection().getChunking().getSize()).isEqualTo(300);
        assertThat(collection().getPassages()).isGreaterThan(2 * before);
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "settings",
                () -> reindex(Chunking.newBuilder().setSize(300).build()));
        assertFailure(
                ErrorCode.NOT_FOUND,
                "collection",
                () -> remote.once(
                        call(Scope.ADMIN),
                        stub,
                        s -> s.cancelReindex(CancelReindexRequest.newBuilder()
                                .setCollection("notes")
                                .build())));
    }

    @Test
    void refusesWhoMayNot() {
        Call asking = call(Scope.ASK);
        Call ingesting = call(Scope.INGEST);
        assertFailure(
                ErrorCode.PERMISSION_DENIED,
                "",
                () -> remote.once(asking, stub, s -> s.deleteDocuments(DeleteDocumentsRequest.getDefaultInstance())));
        assertFailure(
                ErrorCode.PERMISSION_DENIED,
                "",
                () -> remote.once(
                        ingesting, stub, s -> s.reindexCollection(ReindexCollectionRequest.getDefaultInstance())));
        assertFailure(
                ErrorCode.PERMISSION_DENIED,
                "",
                () -> remote.once(ingesting, stub, s -> s.cancelReindex(CancelReindexRequest.getDefaultInstance())));
    }

    private List<String> read(String name) {
        List<String> parts = new ArrayList<>();
        remote.stream(
                call(Scope.ASK),
                stub,
                s -> s.readDocument(ReadDocumentRequest.newBuilder()
                        .setCollection("notes")
                        .setDocumentId(name)
                        .build()),
                stream -> {
                    for (ReadDocumentResponse part = stream.read(); part != null; part = stream.read()) {
                        parts.add(part.getText());
                    }
                    return parts;
                });
        return parts;
    }

    private List<WatchDocumentsResponse> watch(String... names) {
        List<WatchDocumentsResponse> seen = new ArrayList<>();
        remote.stream(
                call(Scope.INGEST),
                stub,
                s -> s.watchDocuments(WatchDocumentsRequest.newBuilder()
                        .setCollection("notes")
                        .addAllDocumentIds(List.of(names))
                        .build()),
                stream -> {
                    for (WatchDocumentsResponse next = stream.read(); next != null; next = stream.read()) {
                        seen.add(next);
                    }
                    return seen;
                });
        return seen;
    }

    private ListChunksResponse chunks(String name, String token) {
        return remote.idempotent(
                call(Scope.ASK),
                stub,
                s -> s.listChunks(ListChunksRequest.newBuilder()
                        .setCollection("notes")
                        .setDocumentId(name)
                        .setPageSize(7)
                        .setPageToken(token)
                        .build()));
    }

    private DeleteDocumentsResponse delete(Filter filter) {
        return remote.once(
                call(Scope.INGEST),
                stub,
                s -> s.deleteDocuments(DeleteDocumentsRequest.newBuilder()
                        .setCollection("notes")
                        .setFilter(filter)
                        .build()));
    }

    private static Filter named(String name) {
        return Filter.newBuilder()
                .setCondition(Condition.newBuilder()
                        .setField("document_id")
                        .setOperator(Operator.OPERATOR_EQUAL)
                        .setValue(Value.newBuilder().setStringValue(name)))
                .build();
    }

    private List<Document> documents(DocumentState... states) {
        return remote.idempotent(
                        call(Scope.ASK),
                        stub,
                        s -> s.listDocuments(ListDocumentsRequest.newBuilder()
                                .setCollection("notes")
                                .addAllStates(List.of(states))
                                .build()))
                .getDocumentsList();
    }

    private Collection collection() {
        return remote.idempotent(
                        call(Scope.ASK),
                        stub,
                        s -> s.getCollection(GetCollectionRequest.newBuilder()
                                .setCollection("notes")
                                .build()))
                .getCollection();
    }

    private Collection reindex(Chunking chunking) {
        return remote.once(
                        call(Scope.ADMIN),
                        stub,
                        s -> s.reindexCollection(ReindexCollectionRequest.newBuilder()
                                .setCollection("notes")
                                .setSettings(Collection.newBuilder().setChunking(chunking))
                                .build()))
                .getCollection();
    }

    private void upload(String name, String text) {
        DocumentHeader header = DocumentHeader.newBuilder()
                .setCollection("notes")
                .setDocumentId(name)
                .setMediaType("text/plain")
                .build();
        byte[] bytes = ByteString.copyFromUtf8(text).toByteArray();
        remote.stream(call(Scope.INGEST), stub, s -> s.uploadDocument(), stream -> {
            stream.write(UploadDocumentRequest.newBuilder().setHeader(header).build());
            for (int from = 0; from < bytes.length; from += 60_000) {
                stream.write(UploadDocumentRequest.newBuilder()
                        .setContent(ByteString.copyFrom(bytes, from, Math.min(60_000, bytes.length - from)))
                        .build());
            }
            stream.halfClose();
            if (stream.read() == null) {
                throw new StatusException(io.grpc.Status.UNKNOWN.withDescription("no response"));
            }
            return name;
        });
    }

    private Call call(Scope scope) {
        return new Call(
                identity.sign(tenant, "test", Set.of(scope), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(30)),
                "0123456789abcdef0123456789abcdef");
    }

    private static void assertFailure(ErrorCode code, String field, Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field().orElse("")).isEqualTo(field);
    }

    private static void await(BooleanSupplier condition) {
        long bound = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).describedAs("waited too long").isLessThan(bound);
            Thread.onSpinWait();
        }
    }
}
