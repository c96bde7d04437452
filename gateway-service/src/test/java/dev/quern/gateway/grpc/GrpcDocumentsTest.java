package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.gateway.Documents;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.Identity;
import dev.quern.protocol.grpc.RemoteServices;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GrpcDocumentsTest {
    private static final int MANY = 40;
    private static final Documents.Header HEADER =
            new Documents.Header("default", "", "", "mill.md", "", List.of(), "", Map.of());

    @Inject
    CallConfig config;

    @Inject
    Identity identity;

    @Test
    void doesNotLeaveQuestionsAloneBecauseUploadsFail() {
        DownChannel channel = new DownChannel();
        Documents documents = new GrpcDocuments(channel, new RemoteServices(config));
        for (int i = 0; i < MANY; i++) {
            assertThatThrownBy(() -> documents.upload(call(), HEADER, InputStream.nullInputStream()))
                    .isInstanceOf(QuernException.class);
        }
        assertThat(channel.calls("UploadDocument")).isLessThan(MANY);

        assertThatThrownBy(() -> documents.delete(call(), "default", "d1")).isInstanceOf(QuernException.class);

        assertThat(channel.calls("DeleteDocument")).isEqualTo(1);
    }

    private Call call() {
        return new Call(
                identity.sign("default", "test", Set.of(Scope.values()), Priority.INTERACTIVE),
                Deadline.after(Duration.ofSeconds(10)),
                "0123456789abcdef0123456789abcdef");
    }

    /** Whatever is called, nobody is there. */
    private static final class DownChannel extends Channel {
        private final Map<String, Integer> calls = new ConcurrentHashMap<>();

        int calls(String method) {
            return calls.getOrDefault(method, 0);
        }

        @Override
        public String authority() {
            return "down";
        }

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            calls.merge(String.valueOf(method.getBareMethodName()), 1, Integer::sum);
            return new ClientCall<>() {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    listener.onClose(Status.UNAVAILABLE, new Metadata());
                }

                @Override
                public void request(int count) {}

                @Override
                public void cancel(@Nullable String why, @Nullable Throwable cause) {}

                @Override
                public void halfClose() {}

                @Override
                public void sendMessage(Q message) {}
            };
        }
    }
}
