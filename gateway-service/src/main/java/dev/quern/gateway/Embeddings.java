package dev.quern.gateway;

import dev.quern.protocol.Call;

/** Questions to vectors. */
public interface Embeddings {

    /** @param model {@code name@version}, as the collection remembers it; throws when it is another one by now */
    float[] embedQuestion(Call call, String model, String question);
}
