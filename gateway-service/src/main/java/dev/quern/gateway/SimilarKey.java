package dev.quern.gateway;

/**
 * What must be the same for one question's answer to serve another that means the same.
 *
 * @param embeddingModel that made the questions' vectors
 * @param language BCP 47, of which only the script is told
 * @param variant see {@link AnswerKey#variant}
 */
public record SimilarKey(
        String collection,
        String collectionVersion,
        String routingEpoch,
        String promptVersion,
        String embeddingModel,
        String language,
        String variant) {
    static SimilarKey of(AnswerKey key, QuestionVector vector) {
        return new SimilarKey(
                key.edition().collection(),
                key.edition().version(),
                key.routingEpoch(),
                key.promptVersion(),
                vector.model(),
                Scripts.language(key.question()),
                key.variant());
    }
}
