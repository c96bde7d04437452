package dev.quern.embedding.http;

import java.io.IOException;
import java.util.List;

/** One way in which servers are asked for scores. */
interface RerankingApi {

    /** What comes after the server's address. */
    String path();

    /** Whether a server may leave out the end of what is too long, and say nothing. */
    boolean cutsSilently();

    /** What is sent, as JSON. */
    Object question(String query, List<String> passages);

    /**
     * The scores as they were sent, in the order of the passages.
     *
     * @throws IOException for an answer that cannot be read or has another number of scores
     */
    List<Float> scores(byte[] answer, int count) throws IOException;
}
