package dev.quern.embedding.http;

import java.io.IOException;
import java.util.List;

/** One way in which servers are asked for vectors. A text that is too long has to be refused, not cut. */
interface EmbeddingApi {

    /** What comes after the server's address. */
    String path();

    /** What is sent, as JSON. */
    Object question(List<String> texts);

    /**
     * The vectors as they were sent, in the order of the texts.
     *
     * @throws IOException for an answer that cannot be read or has another number of vectors
     */
    List<float[]> vectors(byte[] answer, int count) throws IOException;
}
