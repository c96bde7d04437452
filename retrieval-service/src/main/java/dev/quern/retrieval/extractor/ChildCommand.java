package dev.quern.retrieval.extractor;

import dev.quern.retrieval.RetrievalConfig;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** What starts a process that reads files. */
final class ChildCommand {
    private final RetrievalConfig.Extracting config;
    private final Class<?> main;

    /** @param main the class with the process's main method, when the configuration has no command of its own */
    ChildCommand(RetrievalConfig.Extracting config, Class<?> main) {
        this.config = config;
        this.main = main;
    }

    /** In a folder of its own, which it may fill. */
    ProcessBuilder in(Path folder, Path noHosts) {
        ProcessBuilder builder = new ProcessBuilder(config.command().orElseGet(() -> java(folder, noHosts)));
        builder.directory(folder.toFile());
        // Nothing of this process's environment: it may hold secrets. Names of files need a locale.
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TMPDIR", folder.toString());
        return builder;
    }

    private List<String> java(Path folder, Path noHosts) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + config.memory().asLongValue(),
                "-Xss2m",
                "-XX:MaxMetaspaceSize=160m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                // Without an entry in it no name of a host leads anywhere.
                "-Djdk.net.hosts.file=" + noHosts,
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                ChildClassPath.of(home(), System.getProperty("java.class.path")),
                main.getName());
    }

    private Path home() {
        try {
            return Path.of(
                    main.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of the extractor's classes is no file", e);
        }
    }
}
