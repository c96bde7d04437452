package dev.quern.cache.disk;

import dev.quern.cache.LogPosition;
import dev.quern.cache.LogPositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A small file beside the values, replaced as a whole. */
public final class DiskLogPositions implements LogPositions {
    private static final Logger LOG = Logger.getLogger(DiskLogPositions.class);

    private final Path file;

    /** @param folder of the disk level */
    public DiskLogPositions(Path folder) {
        this.file = folder.resolve("position");
    }

    @Override
    public Optional<LogPosition> load() {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.size() == 2
                    ? Optional.of(new LogPosition(lines.getFirst(), lines.getLast()))
                    : Optional.empty();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    @Override
    public void store(LogPosition position) {
        Path anew = file.resolveSibling("position.new");
        try {
            Files.createDirectories(file.getParent());
            Files.write(anew, List.of(position.incarnation(), position.id()));
            Files.move(anew, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debugf("the position in the log of the replicas was not noted: %s", e.getMessage());
        }
    }
}
