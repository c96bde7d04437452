package dev.quern.retrieval;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Vectors that need not be made again: where the searchable passage at the same place of the same document says the
 * same, its vector is taken.
 */
final class KnownVectors {
    /** A document is as old as its first upload, give or take what lies between the two clock readings. */
    private static final Duration ONE_UPLOAD = Duration.ofSeconds(1);

    private final DocumentStore store;

    KnownVectors(DocumentStore store) {
        this.store = store;
    }

    /** By ordinal, of those of the document's chunks that there is a vector for. */
    Map<Integer, float[]> of(Document document, CollectionSettings settings, List<Chunk> chunks) {
        CollectionId source = document.id().collection().asItself();
        if (!mayHave(document, settings, source)) {
            return Map.of();
        }
        Map<Integer, String> texts = chunks.stream()
                .collect(Collectors.toMap(chunk -> chunk.location().ordinal(), Chunk::text));
        Map<Integer, float[]> vectors = new HashMap<>();
        for (Candidate known : store.passages(
                source,
                texts.keySet().stream()
                        .map(ordinal -> new Place(document.id().name(), ordinal))
                        .collect(Collectors.toSet()))) {
            int ordinal = known.passage().location().ordinal();
            if (known.passage().text().equals(texts.get(ordinal)) && known.vector().length == settings.dimensions()) {
                vectors.put(ordinal, known.vector().clone());
            }
        }
        return vectors;
    }

    private boolean mayHave(Document document, CollectionSettings settings, CollectionId source) {
        if (document.id().collection().equals(source)) {
            // A document that was never there before has nothing yet.
            return Ulids.time(document.generation())
                    .isAfter(document.createdAt().plus(ONE_UPLOAD));
        }
        return store.state(source)
                .map(CollectionState::settings)
                .filter(there -> there.embeddingModel().equals(settings.embeddingModel())
                        && there.dimensions() == settings.dimensions()
                        // A store keeps unit vectors for cosine: their lengths, which other distances need, are lost.
                        && (there.distance() != Distance.COSINE || settings.distance() == Distance.COSINE))
                .isPresent();
    }
}
