package dev.quern.retrieval.grpc;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service that answers unary calls at once, without a network. */
final class FakeChannel extends Channel {
    final List<Message> requests = new ArrayList<>();
    private final Answers answers;

    FakeChannel(Answers answers) {
        this.answers = answers;
    }

    /** What the service says to a request. */
    @FunctionalInterface
    interface Answers {
        Message to(Message request) throws StatusException;
    }

    @Override
    public String authority() {
        return "fake";
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        return new UnaryCall<>();
    }

    private final class UnaryCall<Q, A> extends ClientCall<Q, A> {
        private @Nullable Listener<A> listener;

        @Override
        public void start(Listener<A> wanted, Metadata headers) {
            listener = wanted;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void sendMessage(Q message) {
            Listener<A> waiting = listener;
            if (waiting == null) {
                throw new IllegalStateException("not started");
            }
            requests.add((Message) message);
            try {
                waiting.onMessage((A) answers.to((Message) message));
                waiting.onClose(Status.OK, new Metadata());
            } catch (StatusException refusal) {
                Metadata trailers = refusal.getTrailers();
                waiting.onClose(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        }

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {}

        @Override
        public void halfClose() {}
    }
}
