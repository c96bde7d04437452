package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.ServiceMetrics;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.grpc.EmbeddingClient;
import dev.quern.protocol.Priority;
import java.io.IOException;
import java.time.Duration;

/** An embedding-service and a client of it. */
record RunningService(ServiceProcess process, EmbeddingClient client) implements AutoCloseable {

    static RunningService of(ServiceProcess process, ClientKeys keys) {
        return new RunningService(process, new EmbeddingClient(process.grpcPort(), keys));
    }

    /** Lets its JVM compile what it is going to run, on texts of all lengths, alone and in company. */
    void warmUp(Texts texts, Duration time) throws InterruptedException {
        for (Texts.Kind kind : Texts.Kind.values()) {
            TextSource source = new TextSource(texts.of(kind), TextSource.marked("warm-up"));
            Load.closedLoop(8, time.dividedBy(4), () -> client.send(source.take(1), Priority.INTERACTIVE));
            Load.closedLoop(2, time.dividedBy(4), () -> client.send(source.take(16), Priority.BATCH));
        }
    }

    Usage usage() {
        return process.usage();
    }

    ServiceMetrics metrics() throws IOException, InterruptedException {
        return process.metrics();
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        process.close();
    }
}
