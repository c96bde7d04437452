package dev.quern.benchmarks;

import java.io.PrintStream;

/** One program: measures, and writes what it found as Markdown. */
@FunctionalInterface
public interface Benchmark {
    void run(PrintStream report) throws Exception;
}
