package dev.quern.cache.semantic;

/**
 * Why the nearest stored question was not served.
 *
 * @param reason one word: {@link #BELOW_THRESHOLD} or what the two questions differ in
 */
public record Rejection(String reason, double similarity, double score) {
    public static final String BELOW_THRESHOLD = "below_threshold";
}
