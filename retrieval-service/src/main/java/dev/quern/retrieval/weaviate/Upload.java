package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import java.util.List;

/** One generation of one document, as the objects made from it name it within their collection. */
record Upload(String document, String generation) {

    static Upload of(Document document) {
        return new Upload(document.id().name(), document.generation());
    }

    /** The keys of these generations of the document. */
    static List<String> keys(DocumentId document, List<String> generations) {
        return generations.stream()
                .map(generation -> new Upload(document.name(), generation).key())
                .toList();
    }

    /** Unambiguous, because no name holds a slash. */
    String key() {
        return document + "/" + generation;
    }
}
