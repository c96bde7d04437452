package dev.quern.retrieval.extractor;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a process finds the classes that this one has. */
final class ChildClassPath {
    private static final Path PACKAGED = Path.of("lib", "main");

    private ChildClassPath() {}

    /**
     * A packaged application has its libraries in {@code lib/main} and {@code lib/boot}, and only its launcher on its class
     * path.
     *
     * @param home what the extractor's classes are loaded from
     * @param own the class path of this process
     */
    static String of(Path home, String own) {
        Path folder = home.toAbsolutePath().getParent();
        if (folder != null && folder.endsWith(PACKAGED)) {
            return folder.resolve("*")
                    + File.pathSeparator
                    + folder.resolveSibling("boot").resolve("*");
        }
        // The process has a working folder of its own.
        return Arrays.stream(own.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
