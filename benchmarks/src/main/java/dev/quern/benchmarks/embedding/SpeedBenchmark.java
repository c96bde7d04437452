package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Load;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.embedding.SpeedFigures.Cell;
import dev.quern.benchmarks.embedding.SpeedFigures.Figure;
import dev.quern.protocol.Priority;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/**
 * How many texts a second of CPU time and of wall time embeds, one request at a time, beside the peers. Rounds go over
 * service and peers, so that a busy while on the machine does not fall on one of them alone.
 */
public final class SpeedBenchmark implements Benchmark {
    private static final int[] BATCHES = {1, 16, 64};
    private static final String SERVICE = "embedding-service";
    private static final String LANGCHAIN4J = "langchain4j";

    private final Setup setup;
    private final Duration time;
    private final int rounds;
    private final Duration warmUp;
    private final SpeedFigures figures = new SpeedFigures();

    private SpeedBenchmark(Setup setup, Duration time, int rounds, Duration warmUp) {
        this.setup = setup;
        this.time = time;
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    public static SpeedBenchmark of(Setup setup, Options options) {
        return new SpeedBenchmark(
                setup, options.seconds("seconds", 3), options.count("rounds", 3), options.seconds("warm-up", 30));
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        Texts texts = Texts.read(setup.texts());
        Usage load;
        try (RunningService service = setup.startWithoutCache()) {
            service.warmUp(texts, warmUp);
            Usage before = service.usage();
            for (int round = 0; round < rounds; round++) {
                measureService(service, texts);
                measurePeers();
            }
            load = service.usage().minus(before);
        }
        report.println("### Embedding: speed\n");
        report.printf(
                "One request at a time; %d rounds of %d s each, medians. CPU of the service's whole process, gRPC"
                        + " included; the client beside it took %.1f s of CPU where the service took %.1f s."
                        + " langchain4j cuts texts at 128 tokens, so it computes less of a chunk.%n%n",
                rounds,
                time.toSeconds(),
                load.ownCpu().toMillis() / 1e3,
                load.cpu().toMillis() / 1e3);
        printAll(report);
        printGoals(report);
    }

    private void measureService(RunningService service, Texts texts) throws InterruptedException {
        for (Texts.Kind kind : Texts.Kind.values()) {
            TextSource source = new TextSource(texts.of(kind));
            for (int batch : BATCHES) {
                Usage before = service.usage();
                Load.Result result =
                        Load.closedLoop(1, time, () -> service.client().send(source.take(batch), Priority.INTERACTIVE));
                figures.add(
                        new Cell(kind, batch, SERVICE),
                        service.usage().minus(before),
                        (long) result.requests() * batch);
            }
        }
    }

    private void measurePeers() throws IOException, InterruptedException {
        if (setup.langchain4j().isPresent()) {
            figures.add(setup.langchain4j().get().run(time));
        }
        if (setup.reference().isPresent()) {
            String seconds = Long.toString(time.toSeconds());
            figures.add(setup.reference().get().run("--seconds", seconds, "--rounds", "1", "speed"));
        }
    }

    private void printAll(PrintStream report) {
        Table table = new Table(
                "texts",
                "batch",
                "what",
                "texts per CPU s",
                "texts per s",
                "service ÷ this, CPU",
                "service ÷ this, wall");
        for (Cell cell : figures.cells()) {
            Figure figure = figures.of(cell).orElseThrow();
            Figure ours = service(cell.kind(), cell.batch()).orElseThrow();
            table.row(
                    cell.kind(),
                    cell.batch(),
                    cell.who(),
                    Table.number(figure.perCpuSecond(), 1),
                    Table.number(figure.perSecond(), 1),
                    Table.number(ours.perCpuSecond() / figure.perCpuSecond(), 2),
                    Table.number(ours.perSecond() / figure.perSecond(), 2));
        }
        table.print(report);
    }

    private void printGoals(PrintStream report) {
        Table table = new Table("per CPU second, the best setting of each", "wanted", "measured");
        for (Texts.Kind kind : Texts.Kind.values()) {
            goal(table, kind, 64, "onnxruntime, batched", 64, "≥ 1.0");
        }
        goal(table, Texts.Kind.SHORT, 64, "onnxruntime, one by one", 1, "≥ 1.7");
        for (int batch : new int[] {16, 64}) {
            goal(table, Texts.Kind.SHORT, batch, LANGCHAIN4J, batch, "≥ 2.5");
        }
        service(Texts.Kind.CHUNK, 64)
                .ifPresent(figure -> table.row(
                        "chunks per second of wall time, batches of 64", "≥ 50", Table.number(figure.perSecond(), 1)));
        table.print(report);
    }

    private void goal(Table table, Texts.Kind kind, int batch, String peer, int peerBatch, String wanted) {
        Optional<Figure> other = figures.best(cell ->
                cell.kind() == kind && cell.batch() == peerBatch && cell.who().startsWith(peer));
        Optional<Figure> ours = service(kind, batch);
        if (other.isPresent() && ours.isPresent()) {
            String name = kind + " texts, batches of " + batch + " ÷ " + peer + ", batches of " + peerBatch;
            table.row(
                    name,
                    wanted,
                    Table.number(ours.get().perCpuSecond() / other.get().perCpuSecond(), 2));
        }
    }

    private Optional<Figure> service(Texts.Kind kind, int batch) {
        return figures.of(new Cell(kind, batch, SERVICE));
    }
}
