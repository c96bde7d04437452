package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All generations of one document that the store holds, oldest first. Each upload has a record of its own, so nothing
 * is ever overwritten by a writer that has not seen the newest one: the last is what the document is now, and the last
 * {@code READY} one is what searches show.
 */
record Generations(List<Document> all) {
    static final Generations NONE = new Generations(List.of());

    Generations {
        all = all.stream().sorted(Comparator.comparing(Document::generation)).toList();
    }

    Optional<Document> latest() {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    Optional<Document> find(String generation) {
        return all.stream()
                .filter(document -> document.generation().equals(generation))
                .findFirst();
    }

    boolean isLatest(String generation) {
        return latest().map(Document::generation).filter(generation::equals).isPresent();
    }

    List<String> names() {
        return names(document -> true);
    }

    List<String> namesBefore(String generation) {
        return names(document -> document.generation().compareTo(generation) < 0);
    }

    List<String> unpublishedNames() {
        return names(document -> document.state() != DocumentState.READY);
    }

    private List<String> names(Predicate<Document> which) {
        return all.stream().filter(which).map(Document::generation).toList();
    }
}
