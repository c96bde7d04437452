package dev.quern.embedding;

/**
 * Says how well a passage answers a query; higher is better, and only the order means something.
 *
 * @param <I> query and passage as it reads them together
 */
public interface RerankingModel<I extends ModelInput> extends BatchModel<I, Float> {

    I prepare(String query, String passage);
}
