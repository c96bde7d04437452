package dev.quern.gateway;

/**
 * A question's embedding.
 *
 * @param model that made it, as {@code name@version}
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record QuestionVector(String model, float[] numbers) {
    /** When words alone are searched. */
    public static final QuestionVector NONE = new QuestionVector("", new float[0]);
}
