package dev.quern.embedding;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gathers what many callers want computed into batches, and computes them on a few threads of its own. An idle thread
 * takes what is there at once, so a lone request never waits; what comes while all threads are busy is computed
 * together. Before each batch the most urgent lane is chosen anew, so that bulk work delays a question by the batch that is
 * running and hardly more.
 *
 * <p>A lone short input that comes while nothing else is there may be computed on its caller's own thread: two threads less
 * have to be woken for it, which costs as much as a tenth of computing it.
 *
 * <p>The queue has no bound of its own: {@link PendingTexts} has one.
 */
final class BatchScheduler implements AutoCloseable {
    /** Inputs among which a batch's company is looked for. */
    private static final int CANDIDATES = 256;

    /** Tokens of an input that may hold its caller's carrier: about 10 ms. */
    private static final int SHORT = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Timing timing;
    private final boolean callersCompute;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workCame = lock.newCondition();
    private final Lanes lanes = new Lanes();
    private final Set<ComputeRequest<?, ?>> requests = new HashSet<>();
    private final List<Worker> workers = new ArrayList<>();
    /** Batches that are being computed; never more than there are workers, whoever computes them. */
    private int computing;

    private boolean closed;

    /** Whether a lone short input is computed on its caller's thread. */
    enum Callers {
        WAIT,
        COMPUTE
    }

    /** @param threads how workers are made: platform threads for native code, which would hold a virtual one's carrier */
    BatchScheduler(int workers, Thread.Builder threads, Callers callers, Timing timing) {
        this.timing = timing;
        this.callersCompute = callers == Callers.COMPUTE;
        for (int i = 0; i < workers; i++) {
            this.workers.add(new Worker(threads));
        }
        this.workers.forEach(worker -> worker.thread.start());
    }

    /**
     * Computes {@code inputs} and waits for them. When the caller is interrupted or its deadline passes, what has not
     * begun never does, and a batch that nobody waits for any more is interrupted.
     */
    <I extends ModelInput, O> List<O> compute(Call call, Priority priority, BatchModel<I, O> model, List<I> inputs)
            throws InterruptedException {
        ComputeRequest<I, O> request = new ComputeRequest<>(call, priority, model, inputs);
        try {
            if (begin(request)) {
                computeHere(request);
            }
            return request.done().get(call.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before its texts were computed.", e);
        } catch (ExecutionException e) {
            throw QuernException.of(e.getCause() == null ? e : e.getCause());
        } finally {
            request.done().cancel(false);
            withdraw(request);
        }
    }

    /** Inputs that wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return lanes.size();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new work, fails what waits, interrupts what is running and waits until it has noticed. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            requests.forEach(request -> request.fail(shuttingDown()));
            workCame.signalAll();
            workers.forEach(Worker::interruptIfUnwanted);
        } finally {
            lock.unlock();
        }
        for (Worker worker : workers) {
            try {
                worker.thread.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whether its caller computes it, now; else it waits for its turn. */
    private boolean begin(ComputeRequest<?, ?> request) {
        lock.lock();
        try {
            if (closed) {
                throw shuttingDown();
            }
            if (callersCompute && computing == 0 && lanes.size() == 0 && isShort(request)) {
                computing++;
                return true;
            }
            requests.add(request);
            lane(request).add(request);
            workCame.signal();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isShort(ComputeRequest<?, ?> request) {
        return request.inputs().size() == 1 && request.inputs().getFirst().length() <= SHORT;
    }

    private void computeHere(ComputeRequest<?, ?> request) {
        try {
            new ComputeBatch(request.inputs(), timing).run();
        } finally {
            lock.lock();
            try {
                computing--;
                if (lanes.size() > 0) {
                    workCame.signal();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void withdraw(ComputeRequest<?, ?> request) {
        lock.lock();
        try {
            requests.remove(request);
            lane(request).remove(request);
            workers.forEach(Worker::interruptIfUnwanted);
        } finally {
            lock.unlock();
        }
    }

    private Lane lane(ComputeRequest<?, ?> request) {
        return lanes.of(request.priority());
    }

    private static QuernException shuttingDown() {
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "embedding-service is shutting down.")
                .withService("embedding-service");
    }

    private final class Worker implements Runnable {
        private final Thread thread;
        private List<WaitingInput> running = List.of();

        Worker(Thread.Builder threads) {
            thread = threads.unstarted(this);
        }

        @Override
        public void run() {
            Optional<ComputeBatch> batch = next();
            while (batch.isPresent()) {
                try {
                    batch.get().run();
                } catch (Throwable failure) {
                    // Whatever it is: those who wait have to know, and the next batch is not to blame.
                    batch.get().fail(failure);
                }
                batch = next();
            }
        }

        /** Waits for something to do; empty at the end. */
        private Optional<ComputeBatch> next() {
            lock.lock();
            try {
                if (!running.isEmpty()) {
                    running = List.of();
                    computing--;
                }
                Thread.interrupted();
                while (computing == workers.size() || lanes.size() == 0) {
                    if (closed) {
                        return Optional.empty();
                    }
                    workCame.awaitUninterruptibly();
                }
                Lane lane = lanes.next().orElseThrow();
                List<WaitingInput> waiting = lane.peek(CANDIDATES);
                running = BatchPlan.choose(
                        waiting, waiting.getFirst().request.model().shape());
                lane.take(running);
                computing++;
                if (lanes.size() > 0) {
                    workCame.signal();
                }
                return Optional.of(new ComputeBatch(running, timing));
            } finally {
                lock.unlock();
            }
        }

        private void interruptIfUnwanted() {
            if (!running.isEmpty() && running.stream().noneMatch(WaitingInput::isWanted)) {
                thread.interrupt();
            }
        }
    }
}
