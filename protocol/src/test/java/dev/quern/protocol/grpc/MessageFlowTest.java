package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.retrieval.v1.RetrievalServiceGrpc;
import dev.quern.protocol.retrieval.v1.SearchRequest;
import dev.quern.protocol.retrieval.v1.SearchResponse;
import dev.quern.protocol.retrieval.v1.UploadDocumentRequest;
import dev.quern.protocol.retrieval.v1.UploadDocumentResponse;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageFlowTest {
    private final MessageFlow flow = new MessageFlow();

    @Test
    void asksForTheNextMessageOfAnUploadOnlyWhenTheOneBeforeIsTaken() {
        FakeCall<UploadDocumentRequest, UploadDocumentResponse> call =
                new FakeCall<>(RetrievalServiceGrpc.getUploadDocumentMethod());
        List<Runnable> next = new ArrayList<>();

        flow.interceptCall(call, new Metadata(), (slow, _) -> {
            next.add(MessageFlow.current());
            // What a server does for each message that it has handed over.
            slow.request(1);
            slow.request(1);
            slow.request(1);
            return new ServerCall.Listener<>() {};
        });

        assertThat(call.requested).isEqualTo(1);
        next.getFirst().run();
        assertThat(call.requested).isEqualTo(2);
    }

    @Test
    void leavesOtherCallsAlone() {
        FakeCall<SearchRequest, SearchResponse> call = new FakeCall<>(RetrievalServiceGrpc.getSearchMethod());

        flow.interceptCall(call, new Metadata(), (same, _) -> {
            same.request(2);
            same.request(2);
            return new ServerCall.Listener<>() {};
        });

        assertThat(call.requested).isEqualTo(4);
    }

    private static final class FakeCall<Q, R> extends ServerCall<Q, R> {
        private final MethodDescriptor<Q, R> method;
        private int requested;

        FakeCall(MethodDescriptor<Q, R> method) {
            this.method = method;
        }

        @Override
        public void request(int messages) {
            requested += messages;
        }

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(R message) {}

        @Override
        public void close(Status status, Metadata trailers) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<Q, R> getMethodDescriptor() {
            return method;
        }
    }
}
