package dev.quern.cache.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The memory of the control group that this process is in, of version 2 or 1. Pages of files that nobody has used lately
 * do not count as used: the kernel takes them back when it needs them.
 */
final class ContainerMemory {
    private static final List<Names> VERSIONS = List.of(
            new Names("memory.max", "memory.current", "memory.stat", "inactive_file"),
            new Names(
                    "memory/memory.limit_in_bytes",
                    "memory/memory.usage_in_bytes",
                    "memory/memory.stat",
                    "total_inactive_file"));
    /** Version 1 writes a huge number for no limit. */
    private static final long NO_LIMIT = 1L << 60;

    private final Path root;

    /** @param root where the control groups are, as the container sees them */
    ContainerMemory(Path root) {
        this.root = root;
    }

    /** From 0 to 1; 0 where nothing limits it. */
    double usedShare() {
        for (Names names : VERSIONS) {
            Optional<Long> limit = number(names.limit);
            Optional<Long> current = number(names.current);
            if (limit.isPresent() && current.isPresent() && limit.get() > 0 && limit.get() < NO_LIMIT) {
                long used = current.get() - idle(names);
                return Math.clamp((double) used / limit.get(), 0, 1);
            }
        }
        return 0;
    }

    private long idle(Names names) {
        return lines(names.statistics).stream()
                .filter(line -> line.startsWith(names.idle + " "))
                .findFirst()
                .flatMap(line -> parsed(line.substring(names.idle.length() + 1)))
                .orElse(0L);
    }

    private Optional<Long> number(String name) {
        return lines(name).stream().findFirst().flatMap(ContainerMemory::parsed);
    }

    /** Empty for {@code max}, which is no limit. */
    private static Optional<Long> parsed(String text) {
        try {
            return Optional.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private List<String> lines(String name) {
        try {
            return Files.readAllLines(root.resolve(name));
        } catch (IOException none) {
            return List.of();
        }
    }

    private record Names(String limit, String current, String statistics, String idle) {}
}
