package dev.quern.benchmarks;

import dev.quern.benchmarks.cache.HitRateBenchmark;
import dev.quern.benchmarks.cache.LookupBenchmark;
import dev.quern.benchmarks.cache.SemanticBenchmark;
import dev.quern.benchmarks.embedding.LoadBenchmark;
import dev.quern.benchmarks.embedding.MixedBenchmark;
import dev.quern.benchmarks.embedding.QualityBenchmark;
import dev.quern.benchmarks.embedding.Setup;
import dev.quern.benchmarks.embedding.SoakBenchmark;
import dev.quern.benchmarks.embedding.SpeedBenchmark;
import dev.quern.benchmarks.gateway.AnswerBenchmark;
import dev.quern.benchmarks.gateway.ChatBenchmark;
import dev.quern.benchmarks.gateway.OverloadBenchmark;
import dev.quern.benchmarks.gateway.StreamsBenchmark;
import dev.quern.benchmarks.ingestion.IngestionSpeedBenchmark;
import dev.quern.benchmarks.ingestion.QuestionsBenchmark;
import dev.quern.benchmarks.llm.AnswerQualityBenchmark;
import dev.quern.benchmarks.llm.LlmLoadBenchmark;
import dev.quern.benchmarks.retrieval.HopsBenchmark;
import dev.quern.benchmarks.retrieval.RetrievalSetup;
import dev.quern.benchmarks.retrieval.SearchQualityBenchmark;
import dev.quern.benchmarks.retrieval.SearchSpeedBenchmark;
import java.util.Arrays;
import java.util.function.Function;

/** {@code Benchmarks NAME [--OPTION VALUE]...}: the report goes to standard output, everything else to standard error. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        try {
            run(arguments);
            // Threads of libraries are no reason to stay.
            System.exit(0);
        } catch (IllegalArgumentException e) {
            System.err.println("quern: " + e.getMessage());
            System.exit(2);
        } catch (IllegalStateException e) {
            System.err.println("quern: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("which benchmark?");
        }
        Options options = Options.of(Arrays.asList(arguments).subList(1, arguments.length));
        Benchmark benchmark = named(arguments[0]).apply(options);
        options.requireAllKnown();
        benchmark.run(System.out);
    }

    private static Function<Options, Benchmark> named(String name) {
        return switch (name) {
            case "embedding-speed" -> options -> SpeedBenchmark.of(Setup.of(options), options);
            case "embedding-load" -> options -> LoadBenchmark.of(Setup.of(options), options);
            case "embedding-mixed" -> options -> MixedBenchmark.of(Setup.of(options), options);
            case "embedding-soak" -> options -> SoakBenchmark.of(Setup.of(options), options);
            case "embedding-quality" -> options -> QualityBenchmark.of(Setup.of(options), options);
            case "retrieval-quality" -> options -> SearchQualityBenchmark.of(RetrievalSetup.of(options), options);
            case "retrieval-hops" -> options -> HopsBenchmark.of(RetrievalSetup.of(options));
            case "retrieval-speed" -> options -> SearchSpeedBenchmark.of(RetrievalSetup.of(options), options);
            case "cache-semantic-speed" -> SemanticBenchmark::of;
            case "ingestion-speed" -> options -> IngestionSpeedBenchmark.of(RetrievalSetup.of(options), options);
            case "ingestion-questions" -> options -> QuestionsBenchmark.of(RetrievalSetup.of(options), options);
            case "cache-speed" -> LookupBenchmark::of;
            case "cache-hit-rate" -> HitRateBenchmark::of;
            case "llm-load" -> LlmLoadBenchmark::of;
            case "llm-quality" -> AnswerQualityBenchmark::of;
            case "gateway-chat" -> ChatBenchmark::of;
            case "gateway-answers" -> AnswerBenchmark::of;
            case "gateway-streams" -> StreamsBenchmark::of;
            case "gateway-overload" -> OverloadBenchmark::of;
            default -> throw new IllegalArgumentException("there is no benchmark " + name);
        };
    }
}
