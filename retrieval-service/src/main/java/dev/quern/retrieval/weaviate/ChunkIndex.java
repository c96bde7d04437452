package dev.quern.retrieval.weaviate;

import dev.quern.retrieval.Document;
import dev.quern.retrieval.DocumentId;
import dev.quern.retrieval.EmbeddedChunk;
import dev.quern.retrieval.HybridExplanation;
import dev.quern.retrieval.HybridFusion;
import dev.quern.retrieval.HybridFusion.Scored;
import dev.quern.retrieval.SearchQuery;
import io.weaviate.client6.v1.api.collections.Vectors;
import io.weaviate.client6.v1.api.collections.WeaviateObject;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.api.collections.query.FilterOperand;
import io.weaviate.client6.v1.api.collections.query.Metadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The chunks of one collection, of whatever edition. */
final class ChunkIndex {
    /** Keeps a request far below the server's limit for a message, which is 100 MB. */
    private static final int REQUEST_BYTES = 16_000_000;

    private static final int MOST_IN_REQUEST = 1_000;
    /** What a chunk takes beside its text and vector, about. */
    private static final int OTHER_BYTES = 2_000;
    /** How many are fetched at once. */
    private static final int FETCHED = 200;

    /** How many each list holds before they are fused: enough that a chunk that is good in both is in both. */
    private static final int LEAST_CANDIDATES_OF_EACH = 100;

    private static final int CANDIDATES_PER_RESULT = 4;

    private final CollectionRecord collection;
    private final FilterProperties filterProperties;
    private final WeaviateObjects objects;

    ChunkIndex(WeaviateConnection connection, CollectionRecord collection) {
        this.collection = collection;
        filterProperties = new FilterProperties(collection.settings());
        objects = WeaviateObjects.ofTenant(
                connection, new ChunkClass(collection.settings()).name(), collection.weaviateTenant());
    }

    /**
     * Adds chunks for good.
     *
     * <p>Weaviate (1.35.2) writes out the log of its vector graph before the vectors of the batch are in it, so that a
     * kill leaves the last batch stored and yet unknown to the graph: the next write, of whatever, brings the log up to
     * date. And it does not index an object again that it has stored already, so what an attempt that failed may have
     * left is removed first.
     *
     * @param triedBefore whether such an attempt may have been made
     */
    void add(Document document, Edition edition, List<EmbeddedChunk> chunks, boolean triedBefore) {
        if (chunks.isEmpty()) {
            return;
        }
        List<WeaviateObject<Map<String, Object>>> all =
                chunks.stream().map(chunk -> object(document, edition, chunk)).toList();
        if (triedBefore) {
            objects.remove(all.stream().map(WeaviateObject::uuid).toList());
        }
        int batch = batch(chunks);
        for (int from = 0; from < all.size(); from += batch) {
            objects.put(all.subList(from, Math.min(from + batch, all.size())));
        }
        objects.put(all.subList(0, 1));
    }

    /** How many of them one request may bring. */
    private int batch(List<EmbeddedChunk> chunks) {
        int longest = chunks.stream()
                .mapToInt(chunk -> 3 * chunk.chunk().text().length())
                .max()
                .orElse(0);
        int bytes = longest + collection.settings().dimensions() * Float.BYTES + OTHER_BYTES;
        return Math.clamp(REQUEST_BYTES / bytes, 1, MOST_IN_REQUEST);
    }

    void remove(DocumentId document, List<String> generations) {
        objects.remove(Filter.property("upload").containsAny(Upload.keys(document, generations)));
    }

    void remove(Edition edition) {
        objects.remove(Filter.property(Edition.PROPERTY).eq(edition.key()));
    }

    /** Removes what other editions there are of the upload. */
    void removeOthers(Upload upload, Edition edition) {
        objects.remove(others(upload, edition));
    }

    boolean hasOthers(Upload upload, Edition edition) {
        return !objects.find(
                        query -> query.filters(others(upload, edition)).limit(1).returnProperties("ordinal"))
                .isEmpty();
    }

    private static Filter others(Upload upload, Edition edition) {
        Filter another = edition.isOlderThanEditions(upload)
                // Not the ones without an edition, which are unequal to whatever is asked for.
                ? Filter.property(Edition.PROPERTY).gt(upload.key())
                : Filter.property(Edition.PROPERTY).ne(edition.key());
        return Filter.and(Filter.property("upload").eq(upload.key()), another);
    }

    long count(Edition edition) {
        Long count = objects.call(handle -> handle.aggregate.overAll(
                        all -> all.filters(Filter.property(Edition.PROPERTY).eq(edition.key()))
                                .includeTotalCount(true)))
                .totalCount();
        return count == null ? 0 : count;
    }

    /** Removes the chunks of these numbers. */
    void remove(Edition edition, int from, long to) {
        for (int first = from; first < to; first += FETCHED) {
            List<String> places = IntStream.range(first, (int) Math.min(first + FETCHED, to))
                    .mapToObj(edition::place)
                    .toList();
            objects.remove(Filter.property("place").containsAny(places));
        }
    }

    /** The edition of the upload that has most chunks; what is older than editions is none. */
    Optional<Edition> largest(Upload upload) {
        Map<Edition, Long> editions = objects
                .find(query -> query.filters(Filter.property("upload").eq(upload.key()))
                        .limit(WeaviateObjects.MOST)
                        .returnProperties("document", "generation", Edition.PROPERTY))
                .stream()
                .map(Edition::from)
                .filter(edition -> !edition.isOlderThanEditions(upload))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return editions.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    /**
     * The best chunks by keywords and vectors, best first.
     *
     * <p>Weaviate's own hybrid search gives a chunk that only the words found nothing for its vector, so the two lists
     * are fetched apart, as short as they can be, and the chunks when it is known which.
     *
     * @param without editions whose chunks are left out
     */
    Found search(SearchQuery query, int limit, Collection<Edition> without) {
        List<FilterOperand> conditions = conditions(query, without);
        boolean byVector = query.alpha() > 0;
        boolean byWords = query.alpha() < 1;
        boolean both = byVector && byWords;
        int each = both ? Math.max(LEAST_CANDIDATES_OF_EACH, CANDIDATES_PER_RESULT * query.limit()) : limit;
        List<WeaviateObject<Map<String, Object>>> near =
                byVector ? near(query.vector(), each, conditions, !both) : List.of();
        List<WeaviateObject<Map<String, Object>>> worded =
                byWords ? worded(query.text(), each, conditions, !both) : List.of();

        Space space = new Space(collection.settings().distance());
        List<Scored<String>> byNearness = near.stream()
                .map(found -> new Scored<>(found.uuid(), space.nearness(distance(found))))
                .toList();
        List<Scored<String>> byScore = worded.stream()
                .map(found -> new Scored<>(found.uuid(), score(found)))
                .toList();
        Map<String, WeaviateObject<Map<String, Object>>> lists = byId(Stream.concat(worded.stream(), near.stream()));
        List<Scored<String>> fused = new HybridFusion<String>(
                        query.fusion(),
                        query.alpha(),
                        id -> space.nearness(
                                query.vector(), found(lists, id).vectors().getDefaultSingle()))
                .best(byNearness, byScore, limit);
        HybridExplanation<String> explanation = new HybridExplanation<>(
                byVector ? Optional.of(byNearness) : Optional.empty(),
                byWords ? Optional.of(byScore) : Optional.empty());

        Map<String, WeaviateObject<Map<String, Object>>> whole = both ? fetched(fused) : lists;
        List<Hit> hits = fused.stream()
                // One that was removed meanwhile is of no published generation.
                .filter(winner -> whole.containsKey(winner.key()))
                .map(winner -> Hit.of(found(whole, winner.key()), space, query, winner, explanation))
                .sorted(Hit.BEST_FIRST)
                .toList();
        return new Found(hits, fused.size() < limit);
    }

    /**
     * What a search found, best first.
     *
     * @param all whether there is no more that fits
     */
    record Found(List<Hit> hits, boolean all) {}

    private List<WeaviateObject<Map<String, Object>>> near(
            float[] vector, int limit, List<FilterOperand> conditions, boolean whole) {
        return objects.call(handle -> handle.query.nearVector(vector, near -> {
                    near.limit(limit).returnMetadata(Metadata.DISTANCE).returnProperties(properties(whole));
                    if (whole) {
                        near.includeVector();
                    }
                    return conditions.isEmpty() ? near : near.filters(Filter.and(conditions));
                }))
                .objects();
    }

    private List<WeaviateObject<Map<String, Object>>> worded(
            String text, int limit, List<FilterOperand> conditions, boolean whole) {
        return objects.call(handle -> handle.query.bm25(text, words -> {
                    words.queryProperties("text")
                            .limit(limit)
                            .returnMetadata(Metadata.SCORE)
                            .returnProperties(properties(whole))
                            .includeVector();
                    return conditions.isEmpty() ? words : words.filters(Filter.and(conditions));
                }))
                .objects();
    }

    private Map<String, WeaviateObject<Map<String, Object>>> fetched(List<Scored<String>> wanted) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        String[] ids = wanted.stream().map(Scored::key).toArray(String[]::new);
        return byId(objects
                .fetch(query -> query.filters(Filter.uuid().containsAny(ids))
                        .limit(ids.length)
                        .returnProperties(Hit.PROPERTIES)
                        .includeVector())
                .stream());
    }

    private List<FilterOperand> conditions(SearchQuery query, Collection<Edition> without) {
        List<FilterOperand> conditions = new ArrayList<>();
        query.filter().map(new FilterTranslation(collection.settings())::of).ifPresent(conditions::add);
        if (!without.isEmpty()) {
            List<String> keys = without.stream().map(Edition::key).toList();
            conditions.add(Filter.property(Edition.PROPERTY).containsNone(keys));
            // What has no edition has the key of its upload.
            conditions.add(Filter.property("upload").containsNone(keys));
        }
        return conditions;
    }

    private static Map<String, WeaviateObject<Map<String, Object>>> byId(
            Stream<WeaviateObject<Map<String, Object>>> found) {
        return found.collect(Collectors.toMap(WeaviateObject::uuid, Function.identity(), (first, _) -> first));
    }

    private static WeaviateObject<Map<String, Object>> found(
            Map<String, WeaviateObject<Map<String, Object>>> found, String id) {
        WeaviateObject<Map<String, Object>> one = found.get(id);
        if (one == null) {
            throw new IllegalStateException("an object was not fetched");
        }
        return one;
    }

    private static float distance(WeaviateObject<Map<String, Object>> found) {
        Float distance = found.queryMetadata().distance();
        return distance == null ? Float.MAX_VALUE : distance;
    }

    private static float score(WeaviateObject<Map<String, Object>> found) {
        Float score = found.queryMetadata().score();
        return score == null ? 0 : score;
    }

    /** Without any named, Weaviate gives all. */
    private static List<String> properties(boolean whole) {
        return whole ? Hit.PROPERTIES : List.of("ordinal");
    }

    /** The chunks at these places, in any order. */
    List<Hit> at(List<String> places) {
        return IntStream.iterate(0, from -> from < places.size(), from -> from + FETCHED)
                .mapToObj(from -> places.subList(from, Math.min(from + FETCHED, places.size())))
                .flatMap(batch -> objects
                        .fetch(query -> query.filters(Filter.property("place").containsAny(batch))
                                .limit(batch.size())
                                .returnProperties(Hit.PROPERTIES)
                                .includeVector())
                        .stream())
                .map(found -> Hit.of(found, new Space(collection.settings().distance())))
                .toList();
    }

    private WeaviateObject<Map<String, Object>> object(Document document, Edition edition, EmbeddedChunk embedded) {
        var chunk = embedded.chunk();
        var location = chunk.location();
        Map<String, Object> properties = new HashMap<>(filterProperties.of(document));
        properties.put("document", document.id().name());
        properties.put("upload", Upload.of(document).key());
        properties.put(Edition.PROPERTY, edition.key());
        properties.put("place", edition.place(location.ordinal()));
        properties.put("generation", document.generation());
        properties.put("chunk", chunk.id().toString());
        properties.put("title", document.header().title());
        properties.put("text", chunk.text());
        properties.put("ordinal", location.ordinal());
        properties.put("start", location.start());
        properties.put("end", location.end());
        properties.put("page", location.page());
        properties.put("headingPath", location.headingPath());
        properties.put("metadata", StoredMetadata.write(document.header().metadata()));
        return WeaviateObject.of(
                object -> object.uuid(ObjectIds.ofChunk(chunk.id(), edition).toString())
                        .properties(properties)
                        .vectors(Vectors.of(embedded.vector())));
    }
}
