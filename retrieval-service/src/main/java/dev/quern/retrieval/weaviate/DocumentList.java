package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentState;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists a collection's documents by their latest generations, the one accepted last first. */
final class DocumentList {
    private final DocumentRecords documents;

    DocumentList(DocumentRecords documents) {
        this.documents = documents;
    }

    /**
     * @param after the generation that the part before ended with
     */
    Page<Document> page(Optional<Filter> filter, Set<DocumentState> states, int limit, Optional<String> after) {
        List<Document> found = new ArrayList<>();
        String before = after.orElse("");
        while (true) {
            List<Document> generations = documents.newest(filter, states, before, limit + 1);
            Map<String, Generations> all = documents.generations(
                    generations.stream().map(one -> one.id().name()).collect(Collectors.toSet()));
            for (Document one : generations) {
                boolean latest =
                        all.getOrDefault(one.id().name(), Generations.NONE).isLatest(one.generation());
                if (!latest || !(states.isEmpty() || states.contains(one.state()))) {
                    continue;
                }
                if (found.size() == limit) {
                    return new Page<>(found, Optional.of(found.getLast().generation()));
                }
                found.add(one);
            }
            if (generations.size() <= limit) {
                return new Page<>(found, Optional.empty());
            }
            before = generations.getLast().generation();
        }
    }
}
