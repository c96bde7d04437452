package dev.quern.benchmarks.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import dev.quern.benchmarks.ClientKeys;
import dev.quern.protocol.retrieval.v1.Collection;
import dev.quern.protocol.retrieval.v1.Condition;
import dev.quern.protocol.retrieval.v1.CreateCollectionRequest;
import dev.quern.protocol.retrieval.v1.DocumentHeader;
import dev.quern.protocol.retrieval.v1.DocumentState;
import dev.quern.protocol.retrieval.v1.Filter;
import dev.quern.protocol.retrieval.v1.Fusion;
import dev.quern.protocol.retrieval.v1.GetCollectionRequest;
import dev.quern.protocol.retrieval.v1.IndexProfile;
import dev.quern.protocol.retrieval.v1.ListDocumentsRequest;
import dev.quern.protocol.retrieval.v1.Operator;
import dev.quern.protocol.retrieval.v1.Passage;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc.RetrievalServiceBlockingV2Stub;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.Strategy;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The retrieval-service on this machine, called as the other services call it. Safe for use by many threads. */
public final class RetrievalClient implements AutoCloseable {
    private static final int PART_BYTES = 64 * 1024;

    private final Caller caller;
    private final RetrievalServiceBlockingV2Stub stub;

    public RetrievalClient(int port, ClientKeys keys) {
        caller = new Caller("retrieval-service", port, keys);
        stub = RetrievalServiceGrpc.newBlockingV2Stub(caller.channel());
    }

    /**
     * How a question is asked.
     *
     * @param fusion {@code relative_score} or {@code reciprocal_rank}
     * @param strategy {@code single_stage}, {@code two_stage} or {@code multi_stage}
     * @param tag that the documents have to have
     */
    public record Way(float alpha, String fusion, String strategy, int limit, Optional<String> tag) {}

    /** A passage that was found: where it stands in its document, in characters. */
    public record Hit(String document, int start, int end) {}

    /** What was found, best first. */
    public record Found(List<Hit> hits) {
        public List<String> documents() {
            return hits.stream().map(Hit::document).toList();
        }

        /** The same in every collection of these documents, other than a passage's id. */
        public List<String> passages() {
            return hits.stream().map(hit -> hit.document() + "@" + hit.start()).toList();
        }
    }

    /** @param profile {@code automatic}, {@code exact}, {@code hnsw} or {@code memory_constrained} */
    public void createCollection(String name, String profile) {
        CreateCollectionRequest request = CreateCollectionRequest.newBuilder()
                .setCollection(Collection.newBuilder()
                        .setName(name)
                        .setProfile(IndexProfile.valueOf("INDEX_PROFILE_" + upper(profile))))
                .build();
        caller.remote().once(caller.call(), stub, ready -> ready.createCollection(request));
    }

    /** Documents that are searchable. */
    public long documents(String collection) {
        return describe(collection).getDocuments();
    }

    public long passages(String collection) {
        return describe(collection).getPassages();
    }

    private Collection describe(String collection) {
        GetCollectionRequest request =
                GetCollectionRequest.newBuilder().setCollection(collection).build();
        return caller.remote()
                .idempotent(caller.call(), stub, ready -> ready.getCollection(request))
                .getCollection();
    }

    /** Returns when the document is accepted; it is searchable later. */
    public void upload(String collection, String document, String text, List<String> tags) {
        caller.remote().stream(
                caller.call(),
                stub,
                RetrievalServiceBlockingV2Stub::uploadDocument,
                stream -> send(stream, collection, document, text, tags));
    }

    private static UploadDocumentResponse send(
            BlockingClientCall<UploadDocumentRequest, UploadDocumentResponse> stream,
            String collection,
            String document,
            String text,
            List<String> tags)
            throws StatusException, InterruptedException {
        stream.write(UploadDocumentRequest.newBuilder()
                .setHeader(DocumentHeader.newBuilder()
                        .setCollection(collection)
                        .setDocumentId(document)
                        .setMediaType("text/plain")
                        .addAllTags(tags))
                .build());
        ByteString content = ByteString.copyFromUtf8(text);
        for (int i = 0; i < content.size(); i += PART_BYTES) {
            stream.write(UploadDocumentRequest.newBuilder()
                    .setContent(content.substring(i, Math.min(content.size(), i + PART_BYTES)))
                    .build());
        }
        stream.halfClose();
        return onlyAnswer(stream);
    }

    private static UploadDocumentResponse onlyAnswer(
            BlockingClientCall<UploadDocumentRequest, UploadDocumentResponse> stream)
            throws StatusException, InterruptedException {
        UploadDocumentResponse response = stream.read();
        if (response == null || stream.read() != null) {
            throw new IllegalStateException("an upload was not answered once");
        }
        return response;
    }

    /**
     * Returns when the file's text is accepted.
     *
     * @throws dev.quern.protocol.QuernException when the file is refused
     */
    public void uploadFile(String collection, String document, Path file) {
        DocumentHeader header = DocumentHeader.newBuilder()
                .setCollection(collection)
                .setDocumentId(document)
                .setSource(String.valueOf(file.getFileName()))
                .build();
        caller.remote().stream(
                caller.call(),
                stub,
                RetrievalServiceBlockingV2Stub::uploadDocument,
                stream -> send(stream, header, file));
    }

    private static UploadDocumentResponse send(
            BlockingClientCall<UploadDocumentRequest, UploadDocumentResponse> stream, DocumentHeader header, Path file)
            throws StatusException, InterruptedException {
        try (InputStream content = Files.newInputStream(file)) {
            boolean open = stream.write(
                    UploadDocumentRequest.newBuilder().setHeader(header).build());
            byte[] part = content.readNBytes(PART_BYTES);
            while (open && part.length > 0) {
                open = stream.write(UploadDocumentRequest.newBuilder()
                        .setContent(ByteString.copyFrom(part))
                        .build());
                part = content.readNBytes(PART_BYTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stream.halfClose();
        return onlyAnswer(stream);
    }

    /** Whether documents wait or are being indexed. */
    public boolean isIndexing(String collection) {
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setCollection(collection)
                .setPageSize(1)
                .addStates(DocumentState.DOCUMENT_STATE_PENDING)
                .addStates(DocumentState.DOCUMENT_STATE_INDEXING)
                .build();
        return caller.remote()
                        .idempotent(caller.call(), stub, ready -> ready.listDocuments(request))
                        .getDocumentsCount()
                > 0;
    }

    public Found search(String collection, String query, float[] vector, Way way) {
        SearchRequest.Builder request = SearchRequest.newBuilder()
                .setCollection(collection)
                .setQuery(query)
                .setLimit(way.limit())
                .setAlpha(way.alpha())
                .setFusion(Fusion.valueOf("FUSION_" + upper(way.fusion())))
                .setStrategy(Strategy.valueOf("STRATEGY_" + upper(way.strategy())));
        for (float component : vector) {
            request.addVector(component);
        }
        way.tag()
                .ifPresent(tag -> request.setFilter(Filter.newBuilder()
                        .setCondition(Condition.newBuilder()
                                .setField("tags")
                                .setOperator(Operator.OPERATOR_CONTAINS)
                                .setValue(Value.newBuilder().setStringValue(tag)))));
        SearchRequest whole = request.build();
        SearchResponse response = caller.remote().once(caller.call(), stub, ready -> ready.search(whole));
        return new Found(
                response.getPassagesList().stream().map(RetrievalClient::hit).toList());
    }

    private static Hit hit(Passage passage) {
        return new Hit(
                passage.getDocumentId(),
                passage.getLocation().getStart(),
                passage.getLocation().getEnd());
    }

    @Override
    public void close() {
        caller.close();
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
