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
import dev.quern.protocol.retrieval.v1.Document;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.FieldType;
import dev.quern.protocol.retrieval.v1.Filter;
import dev.quern.protocol.retrieval.v1.ListCollectionsRequest;
import dev.quern.protocol.retrieval.v1.ListCollectionsResponse;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.ListDocumentsResponse;
import dev.quern.protocol.retrieval.v1.MetadataField;
import dev.quern.protocol.retrieval.v1.Operator;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.retrieval.Ulids;
import io.grpc.Channel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A collection with fields of its own, from its making to its end, as other services see it. */
@QuarkusTest
@WithTestResource(TemporaryState.class)
class DeclaredFieldsTest {
    private static final Set<Scope> ALL = Set.of(Scope.ASK, Scope.INGEST, Scope.ADMIN);

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
    void makeACollection() {
        remote = new RemoteService("retrieval-service", config);
        stub = RetrievalServiceGrpc.newBlockingV2Stub(channel);
        tenant = "t" + Ulids.next();
        create("mills");
        upload("old", 1786);
        upload("new", 1999);
    }

    @Test
    void findsAndListsOnlyWhatAFilterSelects() {
        await("old");
        await("new");

        SearchResponse found = search(before1800());
        ListDocumentsResponse listed =
                documents(ListDocumentsRequest.newBuilder().setFilter(before1800()));

        assertThat(found.getPassagesList()).extracting(Passage::getDocumentId).containsExactly("old");
        assertThat(found.getPassages(0).getMetadata().getFieldsOrThrow("year").getNumberValue())
                .isEqualTo(1786);
        assertThat(listed.getDocumentsList())
                .extracting(Document::getDocumentId)
                .containsExactly("old");
        assertThat(listed.getDocuments(0).getMetadata().getFieldsOrThrow("year").getNumberValue())
                .isEqualTo(1786);
    }

    @Test
    void listsDocumentsTheOneAcceptedLastFirstInPages() {
        ListDocumentsResponse first =
                documents(ListDocumentsRequest.newBuilder().setPageSize(1));
        ListDocumentsResponse second =
                documents(ListDocumentsRequest.newBuilder().setPageSize(1).setPageToken(first.getNextPageToken()));

        assertThat(first.getDocumentsList()).extracting(Document::getDocumentId).containsExactly("new");
        assertThat(second.getDocumentsList())
                .extracting(Document::getDocumentId)
                .containsExactly("old");
        assertThat(second.getNextPageToken()).isEmpty();
    }

    @Test
    void listsCollectionsByNameInPagesAndNobodyElses() {
        create("bakers");

        ListCollectionsResponse first = collections("");
        ListCollectionsResponse second = collections(first.getNextPageToken());

        assertThat(first.getCollectionsList()).extracting(Collection::getName).containsExactly("bakers");
        assertThat(second.getCollectionsList()).extracting(Collection::getName).containsExactly("mills");
        assertThat(second.getCollections(0).getFields(0).getType()).isEqualTo(FieldType.FIELD_TYPE_NUMBER);
        assertThat(second.getNextPageToken()).isEmpty();
        tenant = "stranger" + Ulids.next();
        assertThat(collections("").getCollectionsList()).isEmpty();
    }

    @Test
    void nothingIsLeftOfACollectionThatWasDeleted() {
        delete();

        assertNoCollection(() -> search(before1800()));
        assertNoCollection(() -> documents(ListDocumentsRequest.newBuilder()));
        assertNoCollection(this::delete);
        assertThat(collections("").getCollectionsList()).isEmpty();
    }

    private void create(String name) {
        CreateCollectionRequest request = CreateCollectionRequest.newBuilder()
                .setCollection(Collection.newBuilder()
                        .setName(name)
                        .addFields(MetadataField.newBuilder().setName("year").setType(FieldType.FIELD_TYPE_NUMBER)))
                .build();
        remote.idempotent(call(), stub, s -> s.createCollection(request));
    }

    private void upload(String name, int year) {
        DocumentHeader header = DocumentHeader.newBuilder()
                .setCollection("mills")
                .setDocumentId(name)
                .setMediaType("text/plain")
                .setMetadata(Struct.newBuilder()
                        .putFields(
                                "year", Value.newBuilder().setNumberValue(year).build()))
                .build();
        remote.stream(call(), stub, s -> s.uploadDocument(), stream -> {
            stream.write(UploadDocumentRequest.newBuilder().setHeader(header).build());
            stream.write(UploadDocumentRequest.newBuilder()
                    .setContent(ByteString.copyFromUtf8("A mill grinds grain."))
                    .build());
            stream.halfClose();
            assertThat(stream.read()).isNotNull();
            return "";
        });
    }

    private SearchResponse search(Filter filter) {
        SearchRequest request = SearchRequest.newBuilder()
                .setCollection("mills")
                .setQuery("Who grinds grain?")
                .setLimit(5)
                .setFilter(filter)
                .build();
        return remote.idempotent(call(), stub, s -> s.search(request));
    }

    private ListDocumentsResponse documents(ListDocumentsRequest.Builder wanted) {
        ListDocumentsRequest request = wanted.setCollection("mills").build();
        return remote.idempotent(call(), stub, s -> s.listDocuments(request));
    }

    private ListCollectionsResponse collections(String token) {
        ListCollectionsRequest request = ListCollectionsRequest.newBuilder()
                .setPageSize(1)
                .setPageToken(token)
                .build();
        return remote.idempotent(call(), stub, s -> s.listCollections(request));
    }

    private void delete() {
        DeleteCollectionRequest request =
                DeleteCollectionRequest.newBuilder().setCollection("mills").build();
        remote.once(call(), stub, s -> s.deleteCollection(request));
    }

    private static Filter before1800() {
        return Filter.newBuilder()
                .setCondition(Condition.newBuilder()
                        .setField("metadata.year")
                        .setOperator(Operator.OPERATOR_LESS)
                        .setValue(Value.newBuilder().setNumberValue(1800)))
                .build();
    }

    private Call call() {
        return new Call(
                identity.sign(tenant, "test", ALL, Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(30)),
                "0123456789abcdef0123456789abcdef");
    }

    private void await(String name) {
        long bound = System.nanoTime() + 30_000_000_000L;
        while (documents(ListDocumentsRequest.newBuilder()).getDocumentsList().stream()
                .noneMatch(document -> document.getDocumentId().equals(name)
                        && document.getState() == DocumentState.DOCUMENT_STATE_READY)) {
            assertThat(System.nanoTime()).describedAs("waited too long").isLessThan(bound);
            Thread.onSpinWait();
        }
    }

    private static void assertNoCollection(Runnable action) {
        QuernException failure = catchThrowableOfType(QuernException.class, action::run);
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure.field()).contains("collection");
    }
}
