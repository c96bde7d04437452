package dev.quern.gateway;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Times the stages of one request; for one thread. */
final class Stopwatch {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long start = System.nanoTime();
    private final Map<String, Double> stages = new LinkedHashMap<>();

    <T> T time(String stage, Callable<T> work) throws InterruptedException {
        long from = System.nanoTime();
        try {
            return work.call();
        } catch (RuntimeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            stages.merge(stage, millisSince(from), Double::sum);
        }
    }

    /** The stages so far, and the time since the start as {@code total}. */
    Map<String, Double> timings() {
        Map<String, Double> all = new LinkedHashMap<>(stages);
        all.put("total", millisSince(start));
        return all;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static double millisSince(long from) {
        return Math.round((System.nanoTime() - from) / NANOS_PER_MILLI * 1000) / 1000.0;
    }
}
