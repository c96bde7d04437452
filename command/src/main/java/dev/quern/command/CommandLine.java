package dev.quern.command;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the command line and the environment. */
final class CommandLine {
    private static final String USUAL_URL = "http://127.0.0.1:8080";
    private static final int MOST_PARALLEL = 64;
    private static final Set<String> SWITCHES =
            Set.of("--follow", "--hidden", "--dry-run", "--no-wait", "--again", "--prune", "--yes");
    private static final Set<String> WITH_VALUE = Set.of(
            "--url",
            "--key-file",
            "--collection",
            "--tag",
            "--language",
            "--metadata",
            "--parallel",
            "--include",
            "--exclude",
            "--report");
    private static final Set<String> REPEATABLE = Set.of("--tag", "--include", "--exclude");

    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> switches = new HashSet<>();
    private final List<String> paths = new ArrayList<>();
    private final Map<String, String> environment;

    private CommandLine(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws UsageException with a sentence for people */
    static IngestOptions parse(List<String> arguments, Map<String, String> environment) {
        CommandLine line = new CommandLine(environment);
        line.read(new ArrayDeque<>(arguments));
        return line.options();
    }

    private void read(Queue<String> arguments) {
        for (String argument = arguments.poll(); argument != null; argument = arguments.poll()) {
            String name = argument.replaceFirst("=.*", "");
            if (argument.equals("--")) {
                paths.addAll(arguments);
                return;
            } else if (!argument.startsWith("-")) {
                paths.add(argument);
            } else if (SWITCHES.contains(argument)) {
                switches.add(argument);
            } else if (WITH_VALUE.contains(name)) {
                boolean joined = argument.contains("=");
                readValue(name, joined ? argument.substring(name.length() + 1) : arguments.poll());
            } else if (name.equals("--key")) {
                throw new UsageException("A key on the command line is seen by everybody on this machine: set"
                        + " QUERN_API_KEY, or give --key-file FILE.");
            } else {
                throw new UsageException(
                        "`ingest` does not know " + name + "; `./quern ingest --help` tells what there is.");
            }
        }
    }

    private void readValue(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new UsageException(name + " needs a value.");
        }
        List<String> given = values.computeIfAbsent(name, key -> new ArrayList<>());
        given.add(value);
        if (given.size() > 1 && !REPEATABLE.contains(name)) {
            throw new UsageException(name + " can be given once.");
        }
    }

    private IngestOptions options() {
        if (paths.isEmpty()) {
            throw new UsageException("Name the files or folders to ingest; `./quern ingest --help` tells more.");
        }
        return new IngestOptions(
                paths.stream().map(CommandLine::existing).toList(),
                new Target(url(), key(), value("--collection").orElse("")),
                new Labels(
                        list("--tag"),
                        value("--language").orElse(""),
                        value("--metadata").orElse("")),
                new Selection(list("--include"), list("--exclude"), switches.contains("--hidden")),
                switches.contains("--follow"),
                parallel(),
                switches.contains("--dry-run"),
                !switches.contains("--no-wait"),
                switches.contains("--again"),
                switches.contains("--prune"),
                switches.contains("--yes"),
                value("--report").map(CommandLine::path));
    }

    private List<String> list(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    private Optional<String> value(String name) {
        return list(name).stream().findFirst();
    }

    private Optional<String> fromEnvironment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private URI url() {
        String given = value("--url").or(() -> fromEnvironment("QUERN_URL")).orElse(USUAL_URL);
        try {
            URI url = new URI(given.replaceFirst("/+$", ""));
            boolean isWeb = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (isWeb && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Told below, as for what is an address, but of something else.
        }
        throw new UsageException("The server's address is like http://127.0.0.1:8080 and holds no key or password.");
    }

    private Optional<String> key() {
        Optional<String> file = value("--key-file");
        if (file.isEmpty()) {
            return fromEnvironment("QUERN_API_KEY").map(CommandLine::checkedKey);
        }
        try {
            return Optional.of(checkedKey(Files.readString(path(file.get()))));
        } catch (IOException e) {
            throw new UsageException("The key file " + file.get() + " cannot be read.");
        }
    }

    private static String checkedKey(String key) {
        String stripped = key.strip();
        if (stripped.isEmpty() || !stripped.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
            throw new UsageException("The key is empty or has letters that no key has.");
        }
        return stripped;
    }

    private int parallel() {
        String given = value("--parallel").orElse("4");
        try {
            int count = Integer.parseInt(given);
            if (count >= 1 && count <= MOST_PARALLEL) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number out of range.
        }
        throw new UsageException("--parallel needs a number from 1 to " + MOST_PARALLEL + ", not " + given + ".");
    }

    private static Path existing(String given) {
        Path path = path(given);
        if (!Files.exists(path)) {
            throw new UsageException("There is no file or folder " + given + ".");
        }
        return path;
    }

    private static Path path(String given) {
        try {
            return Path.of(given);
        } catch (InvalidPathException e) {
            throw new UsageException("`" + given + "` cannot be the name of a file.");
        }
    }
}
