package dev.quern.protocol.grpc;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.grpc.StatusException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.BlockingClientCall;
import io.smallrye.faulttolerance.api.Guard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

/**
 * The one way to call another service: with the caller's principal, trace and deadline, behind a bulkhead and a circuit
 * breaker, retried at most once where that is harmless, every failure a {@link QuernException} that names the service.
 * Interrupting the calling thread cancels the call on the other side.
 */
public final class RemoteService {
    private static final int WINDOW = 20;
    private static final Duration BUSY = Duration.ofSeconds(1);
    /** A call that was given less, and was late, says nothing about the service: clients choose their deadlines. */
    private static final Duration FAIR_TIME = Duration.ofMillis(500);

    private final String name;
    private final Guard guard;
    private final Guard retry;

    /** @param name as people know it: {@code retrieval-service} */
    public RemoteService(String name, CallConfig config) {
        this.name = name;
        this.guard = Guard.create()
                .withBulkhead()
                .limit(config.concurrency())
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(WINDOW)
                .failureRatio(config.failureRatio())
                .delay(config.circuitDelay().toMillis(), ChronoUnit.MILLIS)
                .when(this::isTheServicesFault)
                .done()
                .build();
        this.retry = Guard.create()
                .withRetry()
                .maxRetries(1)
                .delay(20, ChronoUnit.MILLIS)
                .jitter(10, ChronoUnit.MILLIS)
                .whenException(this::isWorthRetrying)
                .done()
                .build();
    }

    /** A method that may run twice with the effect of once. */
    public <S extends AbstractStub<S>, R extends @Nullable Object> R idempotent(
            Call call, S stub, Invocation<S, R> invocation) {
        call.ensureWanted();
        S tracked = tracked(stub);
        return translated(() -> call(retry, () -> call(guard, () -> invoke(call, tracked, invocation))));
    }

    /** A method that must not run twice. */
    public <S extends AbstractStub<S>, R extends @Nullable Object> R once(
            Call call, S stub, Invocation<S, R> invocation) {
        call.ensureWanted();
        return translated(() -> call(guard, () -> invoke(call, tracked(stub), invocation)));
    }

    /**
     * Opens a stream, hands it to {@code conversation} and ends it whatever happens. The conversation is had once; a
     * stream that breaks before its first message is opened again where {@link ReplicaChannels} says that it may be.
     */
    public <S extends AbstractStub<S>, Q, A, R extends @Nullable Object> R stream(
            Call call, S stub, Invocation<S, BlockingClientCall<Q, A>> opening, Conversation<Q, A, R> conversation) {
        return once(call, stub, ready -> {
            BlockingClientCall<Q, A> open = opening.invoke(ready);
            try {
                return conversation.talk(open);
            } finally {
                // Does nothing when the stream has ended by itself.
                open.cancel("the caller has stopped", null);
            }
        });
    }

    /** One call on a stub that is ready to be used. */
    @FunctionalInterface
    public interface Invocation<S, R extends @Nullable Object> {
        R invoke(S stub) throws StatusException, InterruptedException;
    }

    /** What is said on an open stream. */
    @FunctionalInterface
    public interface Conversation<Q, A, R extends @Nullable Object> {
        R talk(BlockingClientCall<Q, A> stream) throws StatusException, InterruptedException;
    }

    private static <S extends AbstractStub<S>> S tracked(S stub) {
        return stub.withOption(Attempts.OPTION, new Attempts());
    }

    private <S extends AbstractStub<S>, R extends @Nullable Object> R invoke(
            Call call, S stub, Invocation<S, R> invocation) {
        call.ensureWanted();
        Duration time = call.deadline().remaining();
        try {
            return invocation.invoke(
                    stub.withOption(CallHeaders.OPTION, call).withDeadlineAfter(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (StatusException e) {
            QuernException failure = GrpcErrors.fromStatus(name, e);
            boolean hurried = failure.code() == ErrorCode.DEADLINE_EXCEEDED && time.compareTo(FAIR_TIME) < 0;
            throw hurried ? new QuernException(failure.code(), failure.text(), e) : failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QuernException.of(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <R extends @Nullable Object> R call(Guard guard, Callable<R> action) throws Exception {
        return (R) guard.call(action::call, Object.class);
    }

    private <R extends @Nullable Object> R translated(Callable<R> action) {
        try {
            return action.call();
        } catch (QuernException e) {
            throw e;
        } catch (BulkheadException e) {
            throw new QuernException(ErrorCode.OVERLOADED, "Too many calls to " + name + " are under way.", e)
                    .withService(name)
                    .withRetryAfter(BUSY);
        } catch (CircuitBreakerOpenException e) {
            throw QuernException.unavailable(name, name + " has failed repeatedly and is left alone for a moment.", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw QuernException.of(e);
        }
    }

    /** Failures that name another service happened further away; those that name none are nobody's. */
    private boolean isTheServicesFault(Throwable failure) {
        return failure instanceof QuernException known
                && known.code().fault() == ErrorCode.Fault.SYSTEM
                && known.code() != ErrorCode.NOT_IMPLEMENTED
                && known.service().filter(name::equals).isPresent();
    }

    private boolean isWorthRetrying(Throwable failure) {
        return failure instanceof QuernException known
                && known.code() == ErrorCode.SERVICE_UNAVAILABLE
                && known.service().filter(name::equals).isPresent();
    }
}
