package dev.quern.benchmarks;

import java.util.List;

/** What a service tells about itself, in the text format of Prometheus. */
public record ServiceMetrics(List<String> lines) {

    /** The sum over all series of that name whose labels contain {@code label}; 0 when there is none. */
    public double sum(String name, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    public double sum(String name) {
        return sum(name, "");
    }
}
