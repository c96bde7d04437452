package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.Latencies;
import dev.quern.benchmarks.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts per CPU second and per second, of all that are compared. */
final class SpeedFigures {
    /** Who makes vectors, of what, and of how many texts at once. */
    record Cell(Texts.Kind kind, int batch, String who) {}

    /** How fast; the median where it was measured more than once. */
    record Figure(double perCpuSecond, double perSecond) {}

    /** A line of a peer: threads, kind of text, name, batch, texts per CPU second, texts per second. */
    private static final Pattern LINE =
            Pattern.compile("\\s*(\\d+)\\s+(short|chunk)\\s+(\\S.*?)\\s+(\\d+)\\s+([\\d.]+)\\s+([\\d.]+)\\s*");

    private final TreeMap<Cell, List<Figure>> figures = new TreeMap<>(
            Comparator.comparing(Cell::kind).thenComparingInt(Cell::batch).thenComparing(Cell::who));

    void add(Cell cell, Usage usage, long texts) {
        add(cell, new Figure(usage.perCpuSecond(texts), usage.perSecond(texts)));
    }

    /** Takes what can be read as figures out of a peer's output. */
    void add(List<String> output) {
        boolean understood = false;
        for (String line : output) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                understood = true;
                String threads = matcher.group(1).equals("1") ? ", 1 thread" : ", " + matcher.group(1) + " threads";
                add(
                        new Cell(
                                Texts.Kind.of(matcher.group(2)),
                                Integer.parseInt(matcher.group(4)),
                                matcher.group(3) + threads),
                        new Figure(Double.parseDouble(matcher.group(5)), Double.parseDouble(matcher.group(6))));
            }
        }
        if (!understood) {
            throw new IllegalStateException("a peer told no figures: " + String.join("\n", output));
        }
    }

    List<Cell> cells() {
        return List.copyOf(figures.keySet());
    }

    Optional<Figure> of(Cell cell) {
        return Optional.ofNullable(figures.get(cell))
                .map(measured -> new Figure(
                        Latencies.median(
                                measured.stream().map(Figure::perCpuSecond).toList()),
                        Latencies.median(
                                measured.stream().map(Figure::perSecond).toList())));
    }

    /** The most texts per CPU second in the cells that are meant. */
    Optional<Figure> best(Predicate<Cell> meant) {
        return cells().stream()
                .filter(meant)
                .flatMap(cell -> of(cell).stream())
                .max(Comparator.comparingDouble(Figure::perCpuSecond));
    }

    private void add(Cell cell, Figure figure) {
        figures.computeIfAbsent(cell, key -> new ArrayList<>()).add(figure);
    }
}
