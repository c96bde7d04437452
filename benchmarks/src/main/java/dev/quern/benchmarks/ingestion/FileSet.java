package dev.quern.benchmarks.ingestion;

import dev.quern.benchmarks.data.RetrievalSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files to take in: the same for everybody that is measured. */
record FileSet(String name, Path folder, List<Path> files) {

    static FileSet in(String name, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new FileSet(
                    name,
                    folder,
                    files.filter(Files::isRegularFile)
                            .sorted(Comparator.naturalOrder())
                            .toList());
        }
    }

    /** Some documents of a set, from this one on, a small text file each. */
    static FileSet ofTexts(String name, RetrievalSet set, int from, int most, Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Map.Entry<String, String>> documents = set.documents().entrySet().stream()
                .filter(document -> !document.getValue().isBlank())
                .skip(from)
                .limit(most)
                .toList();
        for (Map.Entry<String, String> document : documents) {
            files.add(Files.writeString(folder.resolve(document.getKey() + ".txt"), document.getValue()));
        }
        return new FileSet(name, folder, files);
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }
}
