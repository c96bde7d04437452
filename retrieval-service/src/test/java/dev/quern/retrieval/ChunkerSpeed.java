package dev.quern.retrieval;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Prints how fast a text of 20 MB is cut by every method, and how little memory that needs. Run its {@code main}. */
final class ChunkerSpeed {
    private static final int BYTES = 20_000_000;
    private static final int ROUNDS = 5;

    private ChunkerSpeed() {}

    public static void main(String[] arguments) {
        DocumentText text = DocumentText.of(text());
        for (Chunking.Method method : Chunking.Method.values()) {
            Chunking chunking = new Chunking(method, method == Chunking.Method.TOKENS ? 256 : 1000, 50);
            Chunker chunker = Chunker.of(
                    chunking, texts -> texts.stream().map(ChunkerSpeed::words).toList());
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                List<Location> pieces = chunker.cut(text, "text/markdown");
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "%s: %d chunks, %.0f chunks/s, %.1f MB/s%n",
                        method, pieces.size(), pieces.size() / seconds, BYTES / seconds / 1e6);
            }
        }
    }

    private static int[] words(String text) {
        int[] ends = new int[text.length()];
        int count = 0;
        for (int end = 1; end <= text.length(); end++) {
            if (text.charAt(end - 1) > ' ' && (end == text.length() || text.charAt(end) <= ' ')) {
                ends[count++] = end;
            }
        }
        return java.util.Arrays.copyOf(ends, count);
    }

    private static String text() {
        Random random = new Random(6);
        StringBuilder text = new StringBuilder(BYTES);
        while (text.length() < BYTES) {
            text.append("\n\n## Section ").append(random.nextInt(1000)).append("\n\n");
            for (int sentence = random.nextInt(40); sentence >= 0; sentence--) {
                for (int word = 3 + random.nextInt(15); word >= 0; word--) {
                    text.append("abcdefghijkl", 0, 2 + random.nextInt(10)).append(word == 0 ? "." : " ");
                }
                text.append(random.nextInt(5) == 0 ? "\n\n" : " ");
            }
        }
        return new String(text.substring(0, BYTES).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
