package dev.quern.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;

/** Where a journal is kept for each server, collection and set of paths, and the origins for each server and collection. */
final class StateFolder {
    private StateFolder() {}

    static Path journal(IngestOptions options, Map<String, String> environment) {
        TreeSet<String> roots = new TreeSet<>();
        options.paths().forEach(path -> roots.add(real(path)));
        String what = target(options) + "\n" + String.join("\n", roots);
        return folder(environment).resolve(Hashes.brief(what) + ".jsonl");
    }

    static Path origins(IngestOptions options, Map<String, String> environment) {
        return folder(environment).resolve("origins-" + Hashes.brief(target(options)) + ".jsonl");
    }

    private static String target(IngestOptions options) {
        return options.target().url() + "\n" + options.target().collection();
    }

    /** As the XDG Base Directory Specification has it: a path that is not absolute is to be ignored. */
    private static Path folder(Map<String, String> environment) {
        String given = environment.getOrDefault("XDG_STATE_HOME", "");
        Path state = given.startsWith("/")
                ? Path.of(given)
                : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")), ".local", "state");
        return state.resolve("quern").resolve("ingest");
    }

    private static String real(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize().toString();
        }
    }
}
