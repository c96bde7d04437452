package dev.quern.cache.semantic;

import java.util.List;

/**
 * How alike two questions without a conflict are: a logistic model of what is left to weigh.
 *
 * <p>The weights come from one half of labelled pairs of questions, the way {@code ./quern bench cache-semantic fit} fits
 * them. They are rounded and held, and {@code MOVED} is half of what was fitted: few of the pairs without a conflict ask for
 * something else, most of those are labelled wrongly, and so every new fit differs by chance. What they achieve on the other
 * half is what {@code ./quern bench cache-semantic} reports.
 *
 * @param cosine of their vectors
 * @param words that both have
 * @param light how many light words are in one of them only
 * @param forms how many words have another form: a plural, a past
 * @param moved whether the words are in another order
 * @param way whether only one wants the best
 * @param minor whether a word of little weight is in one of them only
 */
record Likeness(double cosine, int words, int light, int forms, boolean moved, boolean way, boolean minor) {
    private static final double BIAS = -9.0;
    private static final double COSINE = 13.0;
    private static final double FEW_WORDS = -0.85;
    private static final double LIGHT = -0.21;
    private static final double FORMS = -0.24;
    private static final double MOVED = -0.7;
    private static final double WAY = -0.22;
    private static final double MINOR = -0.13;

    static Likeness of(Sense one, Sense other, Alignment alignment, Order order, double cosine) {
        int shared = 0;
        int forms = 0;
        for (int i = 0; i < alignment.places.length; i++) {
            if (alignment.places[i] >= 0) {
                shared++;
                Word here = one.words().get(i);
                Word there = other.words().get(alignment.places[i]);
                if (!here.surface().equals(there.surface()) && here.stem().equals(there.stem())) {
                    forms++;
                }
            }
        }
        return new Likeness(
                cosine,
                shared,
                differences(one.light(), other.light()) + differences(one.modifiers(), other.modifiers()),
                forms,
                order == Order.MOVED,
                !one.way().equals(other.way()),
                alignment.isMinor());
    }

    /** What the model weighs; the order is that of the calibration. */
    double[] features() {
        return new double[] {
            1, cosine, 1.0 / Math.max(1, words), light, forms, moved ? 1 : 0, way ? 1 : 0, minor ? 1 : 0
        };
    }

    /** The probability that they ask for the same. */
    double score() {
        double[] weights = {BIAS, COSINE, FEW_WORDS, LIGHT, FORMS, MOVED, WAY, MINOR};
        double[] features = features();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * features[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    static int differences(List<String> words, List<String> others) {
        return onlyInOne(words, others) + onlyInOne(others, words);
    }

    private static int onlyInOne(List<String> words, List<String> others) {
        int count = 0;
        for (String word : words) {
            count += others.contains(word) ? 0 : 1;
        }
        return count;
    }
}
