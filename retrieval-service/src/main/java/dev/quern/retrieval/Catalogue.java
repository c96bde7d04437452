package dev.quern.retrieval;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.Optional;

/** The collections of a tenant. */
public final class Catalogue {
    private final DocumentStore store;
    private final Embeddings embeddings;
    private final Chunking usual;

    /** @param usual how the documents of a collection are cut unless somebody wants it otherwise */
    Catalogue(DocumentStore store, Embeddings embeddings, Chunking usual) {
        this.store = store;
        this.embeddings = embeddings;
        this.usual = usual;
    }

    /**
     * Makes the collection; one that is there already is as good when it is the same.
     *
     * @throws QuernException {@code CONFLICT} naming {@code name} when there is one with other settings
     */
    public Collection create(Call call, NewCollection wanted) {
        CollectionSettings model = embeddings.settingsFor(call, wanted.embeddingModel());
        CollectionSettings settings = new CollectionSettings(
                model.embeddingModel(),
                model.dimensions(),
                wanted.distance(),
                wanted.profile(),
                wanted.fields(),
                wanted.chunking().over(usual));
        call.ensureWanted();
        Collection there = store.createCollection(wanted.id(), settings);
        if (!there.settings().equals(settings)) {
            throw new QuernException(
                            ErrorCode.CONFLICT,
                            "There is a collection `" + wanted.id().name() + "` already, with another "
                                    + difference(there.settings(), settings) + ".")
                    .withField("name");
        }
        return there;
    }

    public Page<Collection> list(String tenant, int limit, Optional<String> after) {
        return store.collections(tenant, limit, after);
    }

    /** Deletes the collection, and what was being built to take its place. */
    public void delete(CollectionId id) {
        store.deleteCollection(id.asSuccessor());
        if (!store.deleteCollection(id)) {
            throw unknown(id);
        }
    }

    static QuernException unknown(CollectionId id) {
        return QuernException.notFound("collection", "There is no collection `" + id.name() + "`.");
    }

    private static String difference(CollectionSettings there, CollectionSettings wanted) {
        if (!there.embeddingModel().equals(wanted.embeddingModel()) || there.dimensions() != wanted.dimensions()) {
            return "embedding model (" + there.embeddingModel() + ")";
        }
        if (there.distance() != wanted.distance()) {
            return "distance";
        }
        if (there.profile() != wanted.profile()) {
            return "profile";
        }
        return there.chunking().equals(wanted.chunking()) ? "set of fields" : "chunking";
    }
}
