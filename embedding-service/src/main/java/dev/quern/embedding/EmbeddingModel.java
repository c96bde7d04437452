package dev.quern.embedding;

import dev.quern.protocol.Call;
import java.util.List;

/** A model that is loaded and turns texts into vectors. Safe for use by many threads. */
public interface EmbeddingModel extends AutoCloseable {

    ModelDescription description();

    /**
     * One embedding per text, in the order of the texts. A text gets the same vector whichever others it comes with.
     * Blocks a platform thread where the work is native; asks between pieces of it whether the call is still wanted,
     * and throws {@link dev.quern.protocol.QuernException} when it is not.
     */
    List<Embedding> embed(Call call, List<String> texts, Purpose purpose);

    /** Throws, with a sentence that says why, when it cannot embed any more. */
    void check();

    /** Waits for what is running; whoever comes later is refused. */
    @Override
    void close();
}
