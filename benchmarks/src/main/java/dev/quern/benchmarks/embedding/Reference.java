package dev.quern.benchmarks.embedding;

import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code reference.py}: the same model in Python.
 *
 * @param sitePackages where its packages are
 * @param model the folder with the model's files
 * @param data the folder of data sets
 */
record Reference(Path script, Path sitePackages, Path model, Path data) {

    /** Empty when no script is named. */
    static Optional<Reference> of(Options options) {
        return options.path("reference")
                .map(script -> new Reference(
                        script,
                        options.requiredPath("site-packages"),
                        options.requiredPath("model"),
                        options.requiredPath("data")));
    }

    List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", script.toString(), "--model", model.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of("PYTHONPATH", sitePackages.toString(), "QUERN_DATA", data.toString());
        return PeerProcess.run(command, environment);
    }
}
