package dev.quern.retrieval.weaviate;

import io.weaviate.client6.v1.api.WeaviateApiException;
import io.weaviate.client6.v1.api.WeaviateClient;
import io.weaviate.client6.v1.api.collections.CollectionHandle;
import io.weaviate.client6.v1.api.collections.WeaviateObject;
import io.weaviate.client6.v1.api.collections.data.DeleteManyResponse;
import io.weaviate.client6.v1.api.collections.data.InsertManyResponse;
import io.weaviate.client6.v1.api.collections.query.ConsistencyLevel;
import io.weaviate.client6.v1.api.collections.query.FetchObjects;
import io.weaviate.client6.v1.api.collections.query.Filter;
import io.weaviate.client6.v1.internal.ObjectBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one class, within one Weaviate tenant where the class has tenants. Writes are on a majority of the
 * replicas when a method returns.
 *
 * <p>Over gRPC no consistency level is asked for: the server's default is QUORUM, while the client (6.3.0) sends ONE
 * whatever it is told.
 */
final class WeaviateObjects {
    /** The most that Weaviate returns at once by default. */
    static final int MOST = 10_000;

    private static final int PAGE = 1_000;
    /** Objects in one request. With long texts and vectors they are some MB, where Weaviate takes 100. */
    private static final int BATCH = 1_000;

    private final WeaviateConnection connection;
    private final String className;
    private final @Nullable String tenant;

    private WeaviateObjects(WeaviateConnection connection, String className, @Nullable String tenant) {
        this.connection = connection;
        this.className = className;
        this.tenant = tenant;
    }

    static WeaviateObjects withoutTenants(WeaviateConnection connection, String className) {
        return new WeaviateObjects(connection, className, null);
    }

    static WeaviateObjects ofTenant(WeaviateConnection connection, String className, String tenant) {
        return new WeaviateObjects(connection, className, tenant);
    }

    /** Writes an object, in the place of the one with this id if there is one. */
    void put(UUID id, Map<String, Object> properties) {
        put(List.of(object(id, properties)));
    }

    static WeaviateObject<Map<String, Object>> object(UUID id, Map<String, Object> properties) {
        return WeaviateObject.of(object -> object.uuid(id.toString()).properties(properties));
    }

    void put(List<WeaviateObject<Map<String, Object>>> objects) {
        for (int from = 0; from < objects.size(); from += BATCH) {
            List<WeaviateObject<Map<String, Object>>> batch =
                    objects.subList(from, Math.min(from + BATCH, objects.size()));
            InsertManyResponse response = call(handle -> handle.data.insertMany(batch));
            if (!response.errors().isEmpty()) {
                throw WeaviateErrors.notStored(response.errors().getFirst());
            }
        }
    }

    /** Writes an object unless there is one with this id, which the server refuses like one that is not valid. */
    void putIfAbsent(UUID id, Map<String, Object> properties) {
        callRest(
                handle -> handle.data.insert(properties, object -> object.uuid(id.toString())),
                refused -> WeaviateErrors.isUnprocessable(refused) && get(id).isPresent());
    }

    /**
     * Changes these properties of an object.
     *
     * @return whether there is such an object
     */
    boolean merge(UUID id, Map<String, Object> properties) {
        return callRest(
                handle -> {
                    handle.data.update(id.toString(), object -> object.properties(properties));
                    return handle;
                },
                WeaviateErrors::isNotFound);
    }

    Optional<Fields> get(UUID id) {
        return call(handle -> handle.query.fetchObjectById(id.toString()))
                .map(WeaviateObject::properties)
                .map(Fields::new);
    }

    List<Fields> find(Filter filter) {
        return find(query -> query.filters(filter).limit(MOST));
    }

    List<Fields> find(Function<FetchObjects.Builder, ObjectBuilder<FetchObjects>> query) {
        return fetch(query).stream()
                .map(WeaviateObject::properties)
                .map(Fields::new)
                .toList();
    }

    List<WeaviateObject<Map<String, Object>>> fetch(Function<FetchObjects.Builder, ObjectBuilder<FetchObjects>> query) {
        return call(handle -> handle.query.fetchObjects(query)).objects();
    }

    List<Fields> all() {
        List<Fields> found = new ArrayList<>();
        String last = "";
        while (true) {
            String after = last;
            List<WeaviateObject<Map<String, Object>>> page = call(handle ->
                            handle.query.fetchObjects(query -> after.isEmpty()
                                    ? query.limit(PAGE)
                                    : query.limit(PAGE).after(after)))
                    .objects();
            page.forEach(object -> found.add(new Fields(object.properties())));
            if (page.size() < PAGE) {
                return found;
            }
            last = page.getLast().uuid();
        }
    }

    void remove(Filter filter) {
        while (removeSome(filter) > 0) {
            // Weaviate deletes no more at once than its limit for results.
        }
    }

    /** Removes the objects that have these ids. */
    void remove(List<String> ids) {
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<String> batch = ids.subList(from, Math.min(from + BATCH, ids.size()));
            removeSome(Filter.uuid().containsAny(batch.toArray(String[]::new)));
        }
    }

    /** How many there were. */
    private long removeSome(Filter filter) {
        DeleteManyResponse response = call(handle -> handle.data.deleteMany(filter));
        if (response.failed() > 0) {
            throw WeaviateErrors.translate(new IllegalStateException(response.failed() + " objects not deleted"));
        }
        return response.matches();
    }

    <T> T call(Function<CollectionHandle<Map<String, Object>>, T> request) {
        return connection.call(client -> request.apply(handle(client, null)));
    }

    /** A request over REST. */
    @FunctionalInterface
    private interface RestRequest {
        Object send(CollectionHandle<Map<String, Object>> handle) throws IOException;
    }

    /** Whether the server did it, rather than refuse it in the expected way. */
    private boolean callRest(RestRequest request, Predicate<WeaviateApiException> expected) {
        return connection.callRest(client -> {
            try {
                request.send(handle(client, ConsistencyLevel.QUORUM));
                return true;
            } catch (WeaviateApiException refused) {
                if (expected.test(refused)) {
                    return false;
                }
                throw refused;
            }
        });
    }

    private CollectionHandle<Map<String, Object>> handle(WeaviateClient client, @Nullable ConsistencyLevel level) {
        return client.collections.use(className, defaults -> {
            if (level != null) {
                defaults.consistencyLevel(level);
            }
            return tenant == null ? defaults : defaults.tenant(tenant);
        });
    }
}
