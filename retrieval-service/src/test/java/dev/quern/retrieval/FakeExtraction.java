package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds in every file what a test says. */
final class FakeExtraction implements Extraction {
    final List<Described> asked = new ArrayList<>();
    String mediaType = "application/pdf";
    String title = "";
    String text = "# From a file\n\nA mill grinds grain.\n";
    Optional<QuernException> refusal = Optional.empty();
    /** What happens while a file is read. */
    Runnable meanwhile = () -> {};

    @Override
    public ExtractedText extract(Call call, Path content, Described described, Path into) {
        asked.add(described);
        meanwhile.run();
        refusal.ifPresent(refused -> {
            throw refused;
        });
        try {
            Files.writeString(into, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ExtractedText(mediaType, title, text.length());
    }

    @Override
    public void close() {}
}
