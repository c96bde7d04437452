package dev.quern.benchmarks.retrieval;

import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.grpc.RetrievalClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A retrieval-service and a client of it. */
public record RunningRetrieval(ServiceProcess process, RetrievalClient client) implements AutoCloseable {
    private static final int UPLOADS_AT_ONCE = 8;
    private static final Duration LONGEST_INGESTION = Duration.ofMinutes(30);

    /** Uploads documents, and waits until all of them can be found. */
    void ingest(String collection, Map<String, String> documents) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(UPLOADS_AT_ONCE)) {
            List<Future<?>> uploads = new ArrayList<>();
            documents.forEach((name, text) ->
                    uploads.add(threads.submit(() -> client.upload(collection, "d" + name, text, tags(name)))));
            for (Future<?> upload : uploads) {
                upload.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an upload failed: " + e.getCause(), e);
        }
        long end = System.nanoTime() + LONGEST_INGESTION.toNanos();
        while (client.documents(collection) < documents.size()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "only " + client.documents(collection) + " of " + documents.size() + " documents were indexed");
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    /** What some of the documents have: one in ten, and one in a hundred. */
    private static List<String> tags(String name) {
        int hash = Math.floorMod(name.hashCode() * 0x9E3779B1, 100);
        List<String> tags = new ArrayList<>();
        if (hash < 10) {
            tags.add("tenth");
        }
        if (hash == 0) {
            tags.add("hundredth");
        }
        return tags;
    }

    public Usage usage() {
        return process.usage();
    }

    public long residentBytes() throws IOException {
        return process.residentBytes();
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        process.close();
    }
}
