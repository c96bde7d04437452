package dev.quern.retrieval;

import dev.quern.protocol.Call;
import java.util.List;

/** Texts to vectors. */
public interface Embeddings {

    /** What a new collection's vectors are made with. */
    CollectionSettings newCollectionSettings(Call call);

    /**
     * What a new collection's vectors are made with when somebody chooses the model.
     *
     * @param model its name, or its name and version as {@code name@version}; empty for the default one
     * @throws dev.quern.protocol.QuernException {@code INVALID_ARGUMENT} naming {@code embedding_model}, with a list of
     *     what there is
     */
    CollectionSettings settingsFor(Call call, String model);

    /**
     * Checks that the model of a collection is still to be had; that it is may be a minute old.
     *
     * @throws dev.quern.protocol.QuernException {@code CONFLICT} when it is not, and another when that cannot be told
     */
    void requireOffered(Call call, CollectionSettings settings);

    /**
     * One vector per text, in the same order, made by the collection's model.
     *
     * @throws dev.quern.protocol.QuernException {@code CONFLICT} when that very model is not to be had any more;
     *     {@code OVERLOADED}, {@code PAYLOAD_TOO_LARGE} or {@code INVALID_ARGUMENT} naming {@code texts} when fewer
     *     texts at once might do
     */
    List<float[]> embed(Call call, CollectionSettings settings, Purpose purpose, List<String> texts);

    /**
     * Where the tokens of each text end (one after the last character, UTF-16, ascending), as the collection's model
     * reads them, in the order of the texts.
     *
     * @throws dev.quern.protocol.QuernException as {@link #embed}; {@code NOT_IMPLEMENTED} when the model's provider
     *     does not tell
     */
    List<int[]> tokenEnds(Call call, CollectionSettings settings, List<String> texts);

    /** Some models embed a question otherwise than the text that answers it. */
    enum Purpose {
        QUERY,
        PASSAGE
    }
}
