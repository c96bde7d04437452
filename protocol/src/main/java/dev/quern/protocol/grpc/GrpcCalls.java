package dev.quern.protocol.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Outlet;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.VirtualThreads;
import io.grpc.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * The body of a gRPC method: blocking-looking work on a virtual thread, which is interrupted when the caller goes away
 * or its deadline passes.
 */
public final class GrpcCalls {
    private GrpcCalls() {}

    /** One request, one response. */
    public static <T> Uni<T> answer(Work<T> work) {
        Context context = Context.current();
        Call call = current();
        Uni<T> answer = VirtualThreads.run(call, () -> work.answer(call));
        // Mutiny's gRPC stubs do not cancel a Uni when the caller goes; the context of the call knows.
        return Uni.createFrom().emitter(emitter -> {
            Cancellable running = answer.subscribe().with(emitter::complete, emitter::fail);
            context.addListener(
                    ended -> {
                        running.cancel();
                        emitter.fail(new QuernException(ErrorCode.CANCELLED, "The caller went away."));
                    },
                    Runnable::run);
        });
    }

    /** One request, a stream of responses, which the producer keeps bounded: what a slow reader has not read yet is held. */
    public static <T> Multi<T> stream(StreamWork<T> work) {
        Call call = current();
        return VirtualThreads.stream(call, outlet -> work.produce(call, outlet));
    }

    /** The call of the method that is running; ask before any hop to another thread. */
    public static Call current() {
        Call call = CallHeaders.CONTEXT.get();
        if (call == null) {
            throw new IllegalStateException("no call in this context: ask before leaving the method's own thread");
        }
        return call;
    }

    @FunctionalInterface
    public interface Work<T> {
        T answer(Call call) throws Exception;
    }

    @FunctionalInterface
    public interface StreamWork<T> {
        void produce(Call call, Outlet<T> outlet) throws Exception;
    }
}
