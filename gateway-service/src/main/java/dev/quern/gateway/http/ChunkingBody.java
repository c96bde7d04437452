package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Catalogue.Chunking;
import dev.quern.gateway.Catalogue.ChunkingMethod;
import dev.quern.protocol.QuernException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How documents are cut into chunks. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Chunking")
public record ChunkingBody(
        @Schema(
                enumeration = {"recursive", "tokens", "sentences", "headings"},
                defaultValue = "recursive",
                description = "At headings, paragraphs, lines or sentences, as full as the size allows; the same "
                        + "counted in tokens of the collection's model; whole sentences; or whole sections.")
        @Nullable String method,

        @Schema(
                minimum = "10",
                maximum = "20000",
                defaultValue = "1000",
                description = "The longest chunk, in characters; for `tokens` in tokens, 256 unless said.")
        @Nullable Integer size,

        @Schema(
                minimum = "0",
                defaultValue = "200",
                description = "What a chunk repeats of the one before it, at most half of the size; a fifth of it "
                        + "unless said.")
        @Nullable Integer overlap) {
    private static final int SMALLEST = 10;
    private static final int CHARACTERS = 1000;
    private static final int TOKENS = 256;
    private static final int USUAL_SHARE = 5;

    /** Says all of it: to whoever reads it next, a part that is left out looks like a nought. */
    Chunking wanted() {
        ChunkingMethod read =
                Words.read("chunking.method", method, ChunkingMethod.values()).orElse(ChunkingMethod.RECURSIVE);
        int longest = size != null ? size : read == ChunkingMethod.TOKENS ? TOKENS : CHARACTERS;
        if (longest < SMALLEST) {
            throw QuernException.invalid("chunking.size", "`chunking.size` is " + SMALLEST + " or more.");
        }
        int repeated = overlap != null ? overlap : longest / USUAL_SHARE;
        if (repeated < 0 || repeated > longest / 2) {
            throw QuernException.invalid("chunking.overlap", "`chunking.overlap` is from 0 to half of the size.");
        }
        return new Chunking(read, longest, repeated);
    }

    static ChunkingBody of(Chunking chunking) {
        return new ChunkingBody(Words.of(chunking.method()), chunking.size(), chunking.overlap());
    }
}
