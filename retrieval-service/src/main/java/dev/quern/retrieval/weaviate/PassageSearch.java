package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Candidate;
import dev.quern.retrieval.Candidates;
import dev.quern.retrieval.Place;
import dev.quern.retrieval.SearchQuery;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds passages of published editions only, and never a part of one or two of a document.
 *
 * <p>Chunks of other editions stand in the index while a document is indexed or replaced. A search first takes the best
 * chunks and then asks which editions are published. Two things may be wrong then, and make it search again:
 *
 * <ul>
 *   <li>Too few of the chunks are to be shown. The others' editions are left out the next time.
 *   <li>An edition was published after its chunks were looked for, so some may have been missed. A publisher renews
 *       the collection's version after the last chunk and before the record, so this shows as a new version; it does
 *       not matter when the same editions were published before the chunks were looked for.
 * </ul>
 */
final class PassageSearch {
    private static final int SPARE = 2;
    /** After so many the result is given as it is: every passage in it is of a published edition. */
    private static final int ROUNDS = 5;

    private final CollectionRecords collections;
    private final ChunkIndex chunks;
    private final DocumentRecords documents;

    PassageSearch(CollectionRecords collections, ChunkIndex chunks, DocumentRecords documents) {
        this.collections = collections;
        this.chunks = chunks;
        this.documents = documents;
    }

    /** Empty when a successor took the collection's place meanwhile. */
    Optional<Candidates> find(CollectionRecord collection, SearchQuery query) {
        int wanted = query.limit() * SPARE;
        String version = collection.version();
        Set<Edition> hidden = Set.of();
        Set<Edition> publishedBefore = Set.of();
        for (int round = 1; ; round++) {
            ChunkIndex.Found found = chunks.search(query, wanted, hidden);
            List<Hit> hits = found.hits();
            Set<Edition> published = documents.published(documents(hits, hidden));
            CollectionRecord after = collections.require(collection.id());
            if (!after.isSameAs(collection)) {
                return Optional.empty();
            }
            String versionAfter = after.version();

            List<Candidate> passages = hits.stream()
                    .filter(hit -> published.contains(hit.edition()))
                    .map(Hit::candidate)
                    .limit(query.limit())
                    .toList();
            boolean enough = passages.size() == query.limit() || found.all();
            boolean whole = (version.equals(versionAfter) || publishedBefore.containsAll(published))
                    && hidden.stream().noneMatch(published::contains);
            if ((enough && whole) || round == ROUNDS) {
                return Optional.of(new Candidates(passages, version));
            }
            hidden = unpublished(hits, hidden, published);
            publishedBefore = published;
            version = versionAfter;
        }
    }

    /** Passages at these places, each of the edition that was published when it was looked for. */
    List<Candidate> at(Set<Place> places) {
        Map<String, Set<Integer>> wanted = places.stream()
                .collect(Collectors.groupingBy(
                        Place::documentId, Collectors.mapping(Place::ordinal, Collectors.toSet())));
        List<String> keys = documents.published(wanted.keySet()).stream()
                .flatMap(edition -> wanted.getOrDefault(edition.document(), Set.of()).stream()
                        .map(edition::place))
                .toList();
        return chunks.at(keys).stream().map(Hit::candidate).toList();
    }

    private static Set<String> documents(List<Hit> hits, Set<Edition> hidden) {
        return Stream.concat(hits.stream().map(Hit::edition), hidden.stream())
                .map(Edition::document)
                .collect(Collectors.toSet());
    }

    private static Set<Edition> unpublished(List<Hit> hits, Set<Edition> hidden, Set<Edition> published) {
        Set<Edition> unpublished = new HashSet<>(hidden);
        hits.forEach(hit -> unpublished.add(hit.edition()));
        unpublished.removeAll(published);
        return unpublished;
    }
}
