package dev.quern.retrieval.search;

import dev.quern.protocol.CanonicalKey;
import dev.quern.retrieval.RetrievalConfig;
import dev.quern.retrieval.SearchQuery;

/** What the configuration says about searching: checked, and as a text that changes whenever results might. */
final class SearchSettings {
    /** Raised when the same settings give other results than before. */
    private static final String PIPELINE = "2";

    private static final int EPOCH_LENGTH = "search-settings-".length() + 16;

    private SearchSettings() {}

    static void check(RetrievalConfig.Searching config) {
        share("diversity-lambda", config.diversityLambda());
        share("diversity-from", config.diversityFrom());
        share("walk-decay", config.walkDecay());
        share("walk-time", config.walkTime());
        share("walk-share", config.walkShare());
        positive("expansion-weight", config.expansionWeight());
        if (!config.stageTime().isPositive()) {
            throw wrong("stage-time", "above 0");
        }
        within("candidates", config.candidates(), 1, SearchQuery.MOST);
        within("rank-constant", config.rankConstant(), 1, 1000);
        within("feedback-passages", config.feedbackPassages(), 1, 50);
        positive("feedback-strength", config.feedbackStrength());
        within("walk-starts", config.walkStarts(), 1, 10);
        within("walk-hops", config.walkHops(), 1, 2);
        within("walk-fan-out", config.walkFanOut(), 1, 16);
        within("walk-calls", config.walkCalls(), 1, 100);
    }

    /** @param reranker the model and its version */
    static String text(RetrievalConfig.Searching config, String reranker) {
        return String.join(
                " ",
                PIPELINE,
                "candidates=" + config.candidates(),
                "rerank=" + (config.rerank() ? "by " + reranker : "no"),
                "decomposition=" + config.decomposition(),
                "expansion=" + config.expansion() + "*" + config.expansionWeight(),
                "feedback=" + config.feedbackPassages() + "*" + config.feedbackStrength(),
                "ranks=" + config.rankConstant(),
                "walk=" + config.walk() + "," + config.walkStarts() + "," + config.walkHops() + ","
                        + config.walkDecay() + "," + config.walkFanOut() + "," + config.walkCalls() + ","
                        + config.walkTime() + "," + config.walkShare(),
                "diversity=" + config.diversity() + "*" + config.diversityLambda() + ">" + config.diversityFrom());
    }

    /** A short name for whatever a search is made by that no request says. */
    static String epoch(RetrievalConfig.Searching config, String reranker) {
        return CanonicalKey.of("search-settings")
                .with("settings", text(config, reranker))
                .with("alpha", Float.toString(config.alpha()))
                .digest()
                .substring(0, EPOCH_LENGTH);
    }

    private static void share(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw wrong(key, "from 0 to 1");
        }
    }

    private static void positive(String key, double value) {
        if (!(value > 0 && value <= 100)) {
            throw wrong(key, "above 0, and at most 100");
        }
    }

    private static void within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(key, "from " + least + " to " + most);
        }
    }

    private static IllegalArgumentException wrong(String key, String range) {
        return new IllegalArgumentException("`quern.retrieval.search." + key + "` is " + range + ".");
    }
}
