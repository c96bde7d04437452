package dev.quern.benchmarks.ingestion;

import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.retrieval.RunningRetrieval;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes a set of files all the way, and tells what that cost. */
record Ingesting(ServiceProcess embedding, RunningRetrieval retrieval) {
    private static final int UPLOADS_AT_ONCE = 8;
    private static final int TRIES = 200;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /**
     * What it cost.
     *
     * @param refused files that have no text for us, by code
     * @param service the retrieval-service and the client
     * @param extractors the processes that it reads files with
     */
    record Cost(
            int documents,
            long passages,
            Map<ErrorCode, Integer> refused,
            Usage service,
            Duration extractors,
            Duration embedding) {
        Duration cpu() {
            return service.cpu().plus(extractors).plus(embedding);
        }
    }

    Cost take(FileSet files, String collection) throws InterruptedException {
        retrieval.client().createCollection(collection, "automatic");
        Usage before = retrieval.usage();
        Duration childrenBefore = Usage.ofChildren(retrieval.process().handle());
        Duration embeddingBefore = embedding.usage().cpu();
        Map<ErrorCode, Integer> refused = upload(files, collection);
        awaitIndexed(collection);
        Usage used = retrieval.usage().minus(before);
        return new Cost(
                Math.toIntExact(retrieval.client().documents(collection)),
                retrieval.client().passages(collection),
                refused,
                used,
                Usage.ofChildren(retrieval.process().handle()).minus(childrenBefore),
                embedding.usage().cpu().minus(embeddingBefore));
    }

    private Map<ErrorCode, Integer> upload(FileSet files, String collection) throws InterruptedException {
        Map<ErrorCode, Integer> refused = new EnumMap<>(ErrorCode.class);
        AtomicInteger number = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(UPLOADS_AT_ONCE)) {
            List<Future<?>> uploads = new ArrayList<>();
            for (var file : files.files()) {
                uploads.add(threads.submit(() -> {
                    try {
                        patiently(
                                () -> retrieval.client().uploadFile(collection, "d" + number.incrementAndGet(), file));
                    } catch (QuernException failure) {
                        synchronized (refused) {
                            refused.merge(failure.code(), 1, Integer::sum);
                        }
                    }
                    return file;
                }));
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an upload failed: " + e.getCause(), e);
        }
        return refused;
    }

    /** As a client does that is told to come back later. */
    private static void patiently(Runnable upload) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                upload.run();
                return;
            } catch (QuernException failure) {
                if (failure.code() != ErrorCode.OVERLOADED || tries == TRIES) {
                    throw failure;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private void awaitIndexed(String collection) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (retrieval.client().isIndexing(collection)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the documents were not indexed within " + LONGEST);
            }
            Thread.sleep(PAUSE);
        }
    }
}
