package dev.quern.benchmarks.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.data.BulkEmbedding;
import dev.quern.benchmarks.data.JsonLines;
import dev.quern.benchmarks.data.RetrievalSet;
import dev.quern.benchmarks.data.Vectors;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the vectors are the right ones: beside those of the reference, and by what a search finds with them. */
public final class QualityBenchmark implements Benchmark {
    private static final int BATCH = 64;

    /** A line of the reference: the set's name, ..., nDCG@10 and the figure. */
    private static final Pattern LINE = Pattern.compile("(\\w+)\\s.*nDCG@10\\s+([\\d.]+)\\s*");

    private final Setup setup;
    private final Optional<Path> vectors;

    private QualityBenchmark(Setup setup, Optional<Path> vectors) {
        this.setup = setup;
        this.vectors = vectors;
    }

    /** {@code --vectors FILE} takes vectors that the reference has written before. */
    public static QualityBenchmark of(Setup setup, Options options) {
        return new QualityBenchmark(setup, options.path("vectors"));
    }

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        RetrievalSet cranfield = RetrievalSet.read(setup.data(), "cranfield", "test.tsv");
        RetrievalSet scifact = RetrievalSet.read(setup.data(), "scifact", "train.tsv");
        report.println("### Embedding: quality\n");
        try (RunningService service = setup.startWithoutCache()) {
            compareVectors(service, report);
            double cranfieldScore = score(service, cranfield);
            double scifactScore = score(service, scifact);
            List<String> told = setup.reference().isPresent()
                    ? setup.reference().get().run("--threads", threads(), "quality")
                    : List.of();
            Table table =
                    new Table("exact search, nDCG@10", "questions", "embedding-service", "reference", "difference");
            row(table, cranfield, cranfieldScore, told);
            row(table, scifact, scifactScore, told);
            table.print(report);
        }
    }

    private static double score(RunningService service, RetrievalSet set) throws InterruptedException {
        return set.score(
                BulkEmbedding.embed(List.copyOf(set.documents().values()), BATCH, service.client()::passages),
                BulkEmbedding.embed(List.copyOf(set.questions().values()), BATCH, service.client()::questions));
    }

    private static void row(Table table, RetrievalSet set, double score, List<String> told) {
        OptionalDouble reference = told.stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(matcher -> matcher.group(1).equals(set.name()))
                .mapToDouble(matcher -> Double.parseDouble(matcher.group(2)))
                .findFirst();
        table.row(
                set.name(),
                set.questions().size(),
                Table.number(score, 4),
                reference.isPresent() ? Table.number(reference.getAsDouble(), 4) : "not run",
                reference.isPresent() ? Table.number(score - reference.getAsDouble(), 4) : "");
    }

    private void compareVectors(RunningService service, PrintStream report) throws IOException, InterruptedException {
        Path file;
        if (vectors.isPresent()) {
            file = vectors.get();
        } else if (setup.reference().isPresent()) {
            file = Files.createTempFile("quern-benchmark-vectors-", ".jsonl");
            file.toFile().deleteOnExit();
            setup.reference().get().run("--threads", threads(), "vectors", file.toString());
        } else {
            return;
        }
        List<String> texts = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (JsonNode line : JsonLines.read(file)) {
            texts.add(line.path("text").asText());
            expected.add(vector(line.path("vector")));
        }
        Table table =
                new Table("cosine to the reference, " + texts.size() + " texts", "worst (wanted ≥ .9999)", "mean");
        row(table, "in requests of " + BATCH, expected, BulkEmbedding.embed(texts, BATCH, service.client()::passages));
        List<float[]> alone = new ArrayList<>();
        for (String text : texts) {
            alone.addAll(service.client().passages(List.of(text)));
        }
        row(table, "one at a time", expected, alone);
        table.print(report);
    }

    private static void row(Table table, String name, List<float[]> expected, List<float[]> vectors) {
        DoubleSummaryStatistics cosines = new DoubleSummaryStatistics();
        for (int i = 0; i < expected.size(); i++) {
            cosines.accept(Vectors.cosine(expected.get(i), vectors.get(i)));
        }
        table.row(name, Table.number(cosines.getMin(), 8), Table.number(cosines.getAverage(), 8));
    }

    private static float[] vector(JsonNode array) {
        float[] vector = new float[array.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) array.get(i).asDouble();
        }
        return vector;
    }

    private static String threads() {
        return Integer.toString(Runtime.getRuntime().availableProcessors());
    }
}
