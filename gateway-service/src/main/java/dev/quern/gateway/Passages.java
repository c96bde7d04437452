package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.util.List;

/** Search in collections. */
public interface Passages {

    /** Throws {@code NOT_FOUND} for a collection that is not there. */
    CollectionInfo describe(Call call, String collection);

    Found search(Call call, Question question, float[] vector);

    /** @param embeddingModel as {@code name@version} */
    record CollectionInfo(String name, String version, String embeddingModel, long documents, long passages) {}

    /** @param collectionVersion nothing older than it is in the sources */
    record Found(List<Source> sources, String collectionVersion) {}
}
