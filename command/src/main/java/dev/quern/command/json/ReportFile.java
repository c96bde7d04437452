package dev.quern.command.json;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.command.Failure;
import dev.quern.command.UsageException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All failures, as JSON lines; nothing when no file was asked for. */
public final class ReportFile implements Consumer<Failure>, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final @Nullable BufferedWriter lines;

    /** @throws UsageException when it cannot be written */
    public ReportFile(Optional<Path> file) {
        try {
            lines = file.isPresent() ? Files.newBufferedWriter(file.get()) : null;
        } catch (IOException e) {
            throw new UsageException("The report cannot be written to " + file.orElseThrow() + ".");
        }
    }

    @Override
    public synchronized void accept(Failure failure) {
        if (lines != null) {
            try {
                lines.write(JSON.writeValueAsString(failure));
                lines.write('\n');
                lines.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("The report cannot be written: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
        }
    }
}
