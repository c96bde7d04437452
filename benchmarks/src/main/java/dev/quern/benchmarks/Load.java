package dev.quern.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that send requests for a while. */
public final class Load {
    private Load() {}

    /** What they got. */
    public record Result(int requests, Latencies latencies) {}

    /** One request and its answer; throws when it failed. */
    @FunctionalInterface
    public interface Request {
        void send();
    }

    /** Each client sends its next request when the last is answered. */
    public static Result closedLoop(int clients, Duration time, Request request) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Collection<Long> nanos = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(() -> {
                    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
                        long start = System.nanoTime();
                        request.send();
                        nanos.add(System.nanoTime() - start);
                    }
                }));
            }
            awaitAll(running, threads);
        }
        return new Result(nanos.size(), new Latencies(nanos));
    }

    /** A request at every beat, whether the ones before are answered or not: a slow answer holds up no later one. */
    public static Result openLoop(Duration beat, Duration time, Request request) throws InterruptedException {
        long begin = System.nanoTime();
        Collection<Long> nanos = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (long due = begin; due < begin + time.toNanos(); due += beat.toNanos()) {
                long start = due;
                TimeUnit.NANOSECONDS.sleep(start - System.nanoTime());
                running.add(threads.submit(() -> {
                    request.send();
                    nanos.add(System.nanoTime() - start);
                }));
            }
            awaitAll(running, threads);
        }
        return new Result(nanos.size(), new Latencies(nanos));
    }

    private static void awaitAll(List<Future<?>> running, ExecutorService threads) throws InterruptedException {
        try {
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            throw e;
        } catch (ExecutionException e) {
            threads.shutdownNow();
            throw new IllegalStateException("a request failed: " + e.getCause(), e);
        }
    }
}
