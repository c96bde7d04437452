package dev.quern.retrieval.grpc;

import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Chunking;
import dev.quern.protocol.retrieval.v1.ChunkingMethod;
import dev.quern.retrieval.ChunkingChoice;
import java.util.Optional;
import java.util.OptionalInt;

/** How documents are cut, as messages and back. */
final class ChunkingMessages {
    private ChunkingMessages() {}

    static Chunking chunking(dev.quern.retrieval.Chunking chunking) {
        return Chunking.newBuilder()
                .setMethod(
                        switch (chunking.method()) {
                            case RECURSIVE -> ChunkingMethod.CHUNKING_METHOD_RECURSIVE;
                            case TOKENS -> ChunkingMethod.CHUNKING_METHOD_TOKENS;
                            case SENTENCES -> ChunkingMethod.CHUNKING_METHOD_SENTENCES;
                            case HEADINGS -> ChunkingMethod.CHUNKING_METHOD_HEADINGS;
                        })
                .setSize(chunking.size())
                .setOverlap(chunking.overlap())
                .build();
    }

    static ChunkingChoice choice(Chunking message) {
        return new ChunkingChoice(
                method(message),
                message.getSize() == 0 ? OptionalInt.empty() : OptionalInt.of(message.getSize()),
                message.hasOverlap() ? OptionalInt.of(message.getOverlap()) : OptionalInt.empty());
    }

    private static Optional<dev.quern.retrieval.Chunking.Method> method(Chunking message) {
        return switch (message.getMethod()) {
            case CHUNKING_METHOD_UNSPECIFIED -> Optional.empty();
            case CHUNKING_METHOD_RECURSIVE -> Optional.of(dev.quern.retrieval.Chunking.Method.RECURSIVE);
            case CHUNKING_METHOD_TOKENS -> Optional.of(dev.quern.retrieval.Chunking.Method.TOKENS);
            case CHUNKING_METHOD_SENTENCES -> Optional.of(dev.quern.retrieval.Chunking.Method.SENTENCES);
            case CHUNKING_METHOD_HEADINGS -> Optional.of(dev.quern.retrieval.Chunking.Method.HEADINGS);
            case UNRECOGNIZED ->
                throw QuernException.invalid(
                        "chunking.method", "`chunking.method` is recursive, tokens, sentences or headings.");
        };
    }
}
