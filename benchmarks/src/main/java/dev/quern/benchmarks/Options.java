package dev.quern.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code --name value} pairs. */
public final class Options {
    private final Map<String, String> values;
    private final Set<String> known = new TreeSet<>();

    private Options(Map<String, String> values) {
        this.values = values;
    }

    static Options of(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!name.startsWith("--") || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("options are --NAME VALUE, which `" + name + "` is not");
            }
            values.put(name.substring(2), arguments.get(i + 1));
        }
        return new Options(values);
    }

    public int count(String name, int usual) {
        String value = text(name).orElse(Integer.toString(usual));
        try {
            int count = Integer.parseInt(value);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number that is too small.
        }
        throw new IllegalArgumentException("--" + name + " is " + value + " and has to be a whole number above 0");
    }

    public Duration seconds(String name, int usual) {
        return Duration.ofSeconds(count(name, usual));
    }

    public Optional<Path> path(String name) {
        return text(name).map(Path::of);
    }

    public Path requiredPath(String name) {
        return path(name).orElseThrow(() -> new IllegalArgumentException("--" + name + " is missing"));
    }

    public Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name));
    }

    /** To be called when everything that can be given has been asked for. */
    void requireAllKnown() {
        values.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "there is no option --" + name + " here; there is --" + String.join(", --", known));
                });
    }
}
