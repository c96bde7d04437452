package dev.quern.cache.semantic;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * {@code MatchPairs IN OUT}: what the matcher says of pairs of questions. A line of IN has both and their cosine, one of OUT
 * the conflict ("-": none), the score and what the score was made of, empty for two that are equal; all between tabs. The
 * time that it takes goes to standard output, in nanoseconds of CPU: for reading a question, and for comparing two.
 */
final class MatchPairs {
    private static final int ROUNDS = 5;

    /** What the gateway says of a text in Latin letters; that of a Korean one shows in its letters. */
    private static final String LANGUAGE = "und-Latn";

    private MatchPairs() {}

    private record Pair(AskedQuestion one, AskedQuestion other, double cosine) {
        static Pair of(String line) {
            String[] parts = line.split("\t", -1);
            return new Pair(
                    AskedQuestion.of(parts[0], LANGUAGE),
                    AskedQuestion.of(parts[1], LANGUAGE),
                    Double.parseDouble(parts[2]));
        }

        Match match() {
            return QuestionMatcher.match(one, other, cosine);
        }

        String line() {
            Match match = match();
            StringJoiner features = new StringJoiner(" ");
            if (match.conflict().isEmpty() && !one.folded().equals(other.folded())) {
                Alignment alignment = Alignment.of(one.sense().words(), other.sense().words());
                Order order = Order.of(one.sense().words(), other.sense().words(), alignment.places);
                for (double feature : Likeness.of(one.sense(), other.sense(), alignment, order, cosine).features()) {
                    features.add(Double.toString(feature));
                }
            }
            return match.conflict().orElse("-") + "\t" + match.score() + "\t" + features;
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        List<Pair> pairs = new ArrayList<>();
        long reading = 0;
        long comparing = 0;
        // The last round counts: by then the code is compiled.
        for (int i = 0; i < ROUNDS; i++) {
            pairs.clear();
            long begin = cpu();
            lines.forEach(line -> pairs.add(Pair.of(line)));
            reading = (cpu() - begin) / (2L * lines.size());
            begin = cpu();
            long hits = pairs.stream().filter(pair -> pair.match().conflict().isEmpty()).count();
            comparing = (cpu() - begin) / lines.size();
            if (hits > lines.size()) {
                throw new AssertionError(hits);
            }
        }
        Files.write(Path.of(arguments[1]), pairs.stream().map(Pair::line).toList());
        System.out.println(reading + " " + comparing + " " + QuestionMatcher.DEFAULT_THRESHOLD);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
