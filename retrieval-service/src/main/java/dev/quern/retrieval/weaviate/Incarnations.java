package dev.quern.retrieval.weaviate;

/**
 * Names for the incarnations of a collection: numbers that rise, those of successors with a letter behind. No two
 * incarnations of a collection or its successors have the same, whoever makes them, because what is over is remembered.
 */
final class Incarnations {
    private static final String SUCCESSOR = "s";

    private Incarnations() {}

    static int number(String incarnation) {
        // Once they were no numbers.
        return incarnation.matches("\\d{1,9}s?") ? Integer.parseInt(incarnation.replace(SUCCESSOR, "")) : 0;
    }

    static String after(int number, boolean successor) {
        return number + 1 + (successor ? SUCCESSOR : "");
    }

    static boolean isLater(String incarnation, String other) {
        return number(incarnation) > number(other);
    }
}
