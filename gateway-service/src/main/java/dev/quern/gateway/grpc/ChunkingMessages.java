package dev.quern.gateway.grpc;

import dev.quern.gateway.Catalogue;
import dev.quern.protocol.retrieval.v1.Chunking;
import dev.quern.protocol.retrieval.v1.ChunkingMethod;
import dev.quern.protocol.retrieval.v1.Collection;
import java.util.Optional;

/** The way in which documents are cut, as a message and back. */
final class ChunkingMessages {
    private ChunkingMessages() {}

    static Chunking chunking(Catalogue.Chunking chunking) {
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

    static Optional<Catalogue.Chunking> chunking(Collection message) {
        if (!message.hasChunking()) {
            return Optional.empty();
        }
        Chunking chunking = message.getChunking();
        return Optional.of(new Catalogue.Chunking(
                switch (chunking.getMethod()) {
                    case CHUNKING_METHOD_RECURSIVE -> Catalogue.ChunkingMethod.RECURSIVE;
                    case CHUNKING_METHOD_TOKENS -> Catalogue.ChunkingMethod.TOKENS;
                    case CHUNKING_METHOD_SENTENCES -> Catalogue.ChunkingMethod.SENTENCES;
                    case CHUNKING_METHOD_HEADINGS -> Catalogue.ChunkingMethod.HEADINGS;
                    case CHUNKING_METHOD_UNSPECIFIED, UNRECOGNIZED ->
                        throw CollectionMessages.unknown("a way of chunking");
                },
                chunking.getSize(),
                chunking.getOverlap()));
    }
}
