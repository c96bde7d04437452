package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
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
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Condition;
import dev.quern.protocol.retrieval.v1.CreateCollectionRequest;
import dev.quern.protocol.retrieval.v1.DeleteCollectionRequest;
import dev.quern.protocol.retrieval.v1.DeleteDocumentRequest;
import dev.quern.protocol.retrieval.v1.Distance;
import dev.quern.protocol.retrieval.v1.Document;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.Filter;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.GetDocumentRequest;
import dev.quern.protocol.retrieval.v1.IndexProfile;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsResponse;
import dev.quern.protocol.retrieval.v1.Operator;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import dev.quern.retrieval.FakeEmbeddings;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.Ulids;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TemporaryState.class)
class RetrievalGrpcServiceTest {
    private static final String MILL = "# Mill\n\nA mill grinds grain between two stones.\n";

    @GrpcClient("retrieval")
    Channel channel;

    @Inject
    Identity identity;

    @Inject
    CallConfig config;

    @Inject
    RetrievalConfig settings;

    @TestHTTPResource("/q/health/ready")
    URI readiness = URI.create("");

    @TestHTTPResource("/q/metrics")
    URI metrics = URI.create("");

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
    void findsWhatWasUploaded() {
        UploadDocumentResponse uploaded = upload(header("mill"), MILL);
        assertThat(uploaded.getChanged()).isTrue();
        assertThat(uploaded.getDocument().getState()).isEqualTo(DocumentState.DOCUMENT_STATE_PENDING);
        await(() -> document("mill").getState() == DocumentState.DOCUMENT_STATE_READY);

        SearchResponse found = search(query("Who grinds grain?"));

        assertThat(found.getPassagesCount()).isEqualTo(1);
        var passage = found.getPassages(0);
        assertThat(passage.getText()).isEqualTo(MILL.strip());
        assertThat(passage.getDocumentId()).isEqualTo("mill");
        assertThat(passage.getTitle()).isEqualTo("The mill");
        assertThat(passage.getScore()).isBetween(0f, 1f);
        assertThat(passage.getSimilarity()).isBetween(.1f, 1f);
        assertThat(passage.getLocation().getHeadingPathList()).containsExactly("Mill");
        var collection = remote.idempotent(
                        call(Scope.ASK),
                        stub,
                        s -> s.getCollection(GetCollectionRequest.newBuilder()
                                .setCollection("notes")
                                .build()))
                .getCollection();
        assertThat(collection.getVersion()).isEqualTo(found.getCollectionVersion());
        assertThat(collection.getEmbeddingModel()).isEqualTo("words@1");
        assertThat(collection.getDimensions()).isEqualTo(FakeEmbeddings.DIMENSIONS);
        assertThat(collection.getDocuments()).isEqualTo(1);
        assertThat(collection.getPassages()).isEqualTo(1);

        var brief = remote.idempotent(
                        call(Scope.ASK),
                        stub,
                        s -> s.getCollection(GetCollectionRequest.newBuilder()
                                .setCollection("notes")
                                .setBrief(true)
                                .build()))
                .getCollection();
        assertThat(brief)
                .isEqualTo(Collection.newBuilder()
                        .setName("notes")
                        .setVersion(collection.getVersion())
                        .setEmbeddingModel("words@1")
                        .setDimensions(FakeEmbeddings.DIMENSIONS)
                        .setSearchEpoch(found.getSearchEpoch())
                        .build());
        assertThat(found.getSearchEpoch()).isNotEmpty();
    }

    @Test
    void findsNothingOfWhatWasDeleted() {
        upload(header("mill"), MILL);
        await(() -> document("mill").getState() == DocumentState.DOCUMENT_STATE_READY);

        String version = delete("mill");

        assertThat(search(query("grain")).getPassagesCount()).isZero();
        assertThat(search(query("grain")).getCollectionVersion()).isEqualTo(version);
        assertFailure(ErrorCode.NOT_FOUND, "document_id", () -> document("mill"));
        assertFailure(ErrorCode.NOT_FOUND, "document_id", () -> delete("mill"));
    }

    @Test
    void keepsTenantsApart() {
        upload(header("mill"), MILL);
        await(() -> document("mill").getState() == DocumentState.DOCUMENT_STATE_READY);

        tenant = "stranger";

        assertFailure(ErrorCode.NOT_FOUND, "collection", () -> search(query("grain")));
        assertFailure(ErrorCode.NOT_FOUND, "collection", () -> document("mill"));
        assertFailure(ErrorCode.NOT_FOUND, "collection", () -> delete("mill"));
    }

    @Test
    void doesNothingWhenTheSameIsUploadedAgain() {
        String name = upload(header(""), MILL).getDocument().getDocumentId();

        UploadDocumentResponse again = upload(header(""), MILL);

        assertThat(name).startsWith("doc-");
        assertThat(again.getDocument().getDocumentId()).isEqualTo(name);
        assertThat(again.getChanged()).isFalse();
    }

    @Test
    void takesADocumentOfManyParts() {
        String text = "Grain, stone and river. ".repeat(10_000);

        Document document = upload(header("long"), text).getDocument();

        assertThat(document.getCharacters()).isEqualTo(text.length());
    }

    @Test
    void refusesAnUploadThatIsNotOneHeaderAndThenContent() {
        UploadDocumentRequest header =
                UploadDocumentRequest.newBuilder().setHeader(header("a")).build();
        assertFailure(ErrorCode.INVALID_ARGUMENT, "header", () -> upload());
        assertFailure(ErrorCode.INVALID_ARGUMENT, "header", () -> upload(content("text")));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "header", () -> upload(header, header));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "content", () -> upload(header));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT, "part", () -> upload(header, UploadDocumentRequest.getDefaultInstance()));
    }

    @Test
    void namesTheFieldOfAnUploadThatIsNotValid() {
        assertFailure(ErrorCode.INVALID_ARGUMENT, "document_id", () -> upload(header("../x"), MILL));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "collection",
                () -> upload(header("a").toBuilder().setCollection("").build(), MILL));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "media_type",
                () -> upload(header("a").toBuilder().setMediaType("a\nb").build(), MILL));
        Struct metadata = Struct.newBuilder()
                .putFields("year", Value.newBuilder().setNumberValue(1).build())
                .build();
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "metadata.year",
                () -> upload(header("a").toBuilder().setMetadata(metadata).build(), MILL));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "content", () -> upload(header("a"), " "));
    }

    @Test
    void refusesAFileThatHasNoText() {
        DocumentHeader picture =
                header("a").toBuilder().setMediaType("image/png").build();
        ByteString png = ByteString.fromHex("89504e470d0a1a0a0000000d49484452");

        assertFailure(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "content",
                () -> upload(
                        UploadDocumentRequest.newBuilder().setHeader(picture).build(),
                        UploadDocumentRequest.newBuilder().setContent(png).build()));
    }

    @Test
    void refusesADocumentOverTheLimitBeforeItHasAllArrived() {
        UploadDocumentRequest part = content("x".repeat(60_000));

        QuernException failure = catchThrowableOfType(
                QuernException.class,
                () -> remote.stream(call(Scope.INGEST), stub, s -> s.uploadDocument(), stream -> {
                    stream.write(UploadDocumentRequest.newBuilder()
                            .setHeader(header("huge"))
                            .build());
                    // Never half-closed: the refusal comes while the caller is still writing.
                    boolean open = true;
                    while (open) {
                        open = stream.write(part);
                    }
                    return stream.read();
                }));

        assertThat(failure.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(failure.field()).contains("content");
    }

    @Test
    void storesNothingOfAnUploadThatBreaksOff() {
        remote.stream(call(Scope.INGEST), stub, s -> s.uploadDocument(), stream -> {
            stream.write(UploadDocumentRequest.newBuilder()
                    .setHeader(header("broken"))
                    .build());
            stream.write(content(MILL));
            return null;
        });
        upload(header("whole"), MILL);

        assertFailure(ErrorCode.NOT_FOUND, "document_id", () -> document("broken"));
        await(() -> {
            String[] left = settings.state().resolve("uploads").toFile().list();
            return left != null && left.length == 0;
        });
    }

    @Test
    void refusesWhoMayNot() {
        assertFailure(
                ErrorCode.PERMISSION_DENIED,
                "",
                () -> remote.idempotent(call(Scope.INGEST), stub, s -> s.search(query("grain"))));
        assertFailure(ErrorCode.PERMISSION_DENIED, "", () -> upload(call(Scope.ASK), header("a"), content(MILL)));
        assertFailure(
                ErrorCode.PERMISSION_DENIED,
                "",
                () -> remote.idempotent(
                        call(Scope.ASK), stub, s -> s.deleteDocument(DeleteDocumentRequest.getDefaultInstance())));
    }

    @Test
    void refusesWhatTheCollectionCannotBeAsked() {
        upload(header("mill"), MILL);
        Filter unknown = Filter.newBuilder()
                .setCondition(Condition.newBuilder()
                        .setField("metadata.year")
                        .setOperator(Operator.OPERATOR_EQUAL)
                        .setValue(Value.newBuilder().setNumberValue(1786)))
                .build();

        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "filter",
                () -> search(query("q").toBuilder().setFilter(unknown).build()));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "filter", () -> documents(request -> request.setFilter(unknown)));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "page_size", () -> documents(request -> request.setPageSize(201)));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "page_token", () -> documents(request -> request.setPageToken("!")));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "strategy",
                () -> search(query("q").toBuilder().setStrategyValue(9).build()));
    }

    @Test
    void makesACollectionOnceAndRefusesAnotherOfItsName() {
        Collection wanted = Collection.newBuilder()
                .setName("mills")
                .setEmbeddingModel("words")
                .build();

        Collection made = create(wanted);

        assertThat(made.getEmbeddingModel()).isEqualTo("words@1");
        assertThat(made.getDimensions()).isEqualTo(FakeEmbeddings.DIMENSIONS);
        assertThat(made.getDistance()).isEqualTo(Distance.DISTANCE_COSINE);
        assertThat(made.getProfile()).isEqualTo(IndexProfile.INDEX_PROFILE_AUTOMATIC);
        assertThat(create(wanted)).isEqualTo(made);
        assertFailure(
                ErrorCode.CONFLICT,
                "name",
                () -> create(
                        wanted.toBuilder().setDistance(Distance.DISTANCE_DOT).build()));
        assertFailure(
                ErrorCode.INVALID_ARGUMENT,
                "embedding_model",
                () -> create(wanted.toBuilder().setEmbeddingModel("unheard-of").build()));
        assertFailure(ErrorCode.INVALID_ARGUMENT, "collection", () -> create(Collection.getDefaultInstance()));
    }

    @Test
    void onlyWhoMayMakesAndDeletesCollections() {
        assertFailure(
                ErrorCode.PERMISSION_DENIED,
                "",
                () -> remote.idempotent(
                        call(Scope.ASK), stub, s -> s.createCollection(CreateCollectionRequest.getDefaultInstance())));
        assertFailure(
                ErrorCode.PERMISSION_DENIED,
                "",
                () -> remote.once(
                        call(Scope.INGEST),
                        stub,
                        s -> s.deleteCollection(DeleteCollectionRequest.getDefaultInstance())));
        assertFailure(
                ErrorCode.NOT_FOUND,
                "collection",
                () -> remote.once(
                        call(Scope.ADMIN),
                        stub,
                        s -> s.deleteCollection(DeleteCollectionRequest.newBuilder()
                                .setCollection("never-made")
                                .build())));
    }

    @Test
    void isReadyWhenItsStoreIs() throws IOException, InterruptedException {
        assertThat(get(readiness))
                .contains("retrieval: lucene", "retrieval: disk")
                .doesNotContain("DOWN");
    }

    @Test
    void countsWhatItIndexesAndTimesSearches() throws IOException, InterruptedException {
        upload(header("mill"), MILL);
        await(() -> document("mill").getState() == DocumentState.DOCUMENT_STATE_READY);
        search(query("grain"));

        assertThat(get(metrics))
                .contains("quern_retrieval_documents_indexed_total")
                .contains("quern_retrieval_chunks_indexed_total")
                .contains("quern_retrieval_documents_waiting")
                .contains("quern_retrieval_search_seconds_count");
    }

    private static String get(URI address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private SearchResponse search(SearchRequest request) {
        return remote.idempotent(call(Scope.ASK), stub, s -> s.search(request));
    }

    private Collection create(Collection wanted) {
        CreateCollectionRequest request =
                CreateCollectionRequest.newBuilder().setCollection(wanted).build();
        return remote.idempotent(call(Scope.INGEST), stub, s -> s.createCollection(request))
                .getCollection();
    }

    private ListDocumentsResponse documents(UnaryOperator<ListDocumentsRequest.Builder> wanted) {
        ListDocumentsRequest request = wanted.apply(
                        ListDocumentsRequest.newBuilder().setCollection("notes"))
                .build();
        return remote.idempotent(call(Scope.ASK), stub, s -> s.listDocuments(request));
    }

    private Document document(String name) {
        return remote.idempotent(
                        call(Scope.ASK),
                        stub,
                        s -> s.getDocument(GetDocumentRequest.newBuilder()
                                .setCollection("notes")
                                .setDocumentId(name)
                                .build()))
                .getDocument();
    }

    private String delete(String name) {
        return remote.idempotent(
                        call(Scope.INGEST),
                        stub,
                        s -> s.deleteDocument(DeleteDocumentRequest.newBuilder()
                                .setCollection("notes")
                                .setDocumentId(name)
                                .build()))
                .getCollectionVersion();
    }

    private UploadDocumentResponse upload(DocumentHeader header, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        UploadDocumentRequest[] messages = new UploadDocumentRequest[bytes.length / 1000 + 1];
        for (int i = 0; i < messages.length; i++) {
            int from = i * 1000;
            messages[i] = UploadDocumentRequest.newBuilder()
                    .setContent(ByteString.copyFrom(bytes, from, Math.min(1000, bytes.length - from)))
                    .build();
        }
        return upload(call(Scope.INGEST), header, messages);
    }

    private UploadDocumentResponse upload(Call call, DocumentHeader header, UploadDocumentRequest... contents) {
        UploadDocumentRequest[] messages = new UploadDocumentRequest[contents.length + 1];
        messages[0] = UploadDocumentRequest.newBuilder().setHeader(header).build();
        System.arraycopy(contents, 0, messages, 1, contents.length);
        return send(call, messages);
    }

    private UploadDocumentResponse upload(UploadDocumentRequest... messages) {
        return send(call(Scope.INGEST), messages);
    }

    private UploadDocumentResponse send(Call call, UploadDocumentRequest... messages) {
        return remote.stream(call, stub, s -> s.uploadDocument(), stream -> {
            for (UploadDocumentRequest message : messages) {
                if (!stream.write(message)) {
                    break;
                }
            }
            stream.halfClose();
            UploadDocumentResponse response = stream.read();
            if (response == null) {
                throw new StatusException(io.grpc.Status.UNKNOWN.withDescription("no response"));
            }
            return response;
        });
    }

    private static UploadDocumentRequest content(String text) {
        return UploadDocumentRequest.newBuilder()
                .setContent(ByteString.copyFromUtf8(text))
                .build();
    }

    private static DocumentHeader header(String name) {
        return DocumentHeader.newBuilder()
                .setCollection("notes")
                .setDocumentId(name)
                .setTitle("The mill")
                .setMediaType("text/markdown")
                .addTags("grain")
                .build();
    }

    private static SearchRequest query(String text) {
        return SearchRequest.newBuilder()
                .setCollection("notes")
                .setQuery(text)
                .setLimit(5)
                .build();
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
