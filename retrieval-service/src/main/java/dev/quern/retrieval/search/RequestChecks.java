package dev.quern.retrieval.search;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.CollectionSettings;
import java.util.regex.Pattern;

/** What a request may hold. */
final class RequestChecks {
    private static final int LONGEST_QUERY = 4000;
    private static final int MOST_PASSAGES = 50;
    private static final Pattern BLANKS = Pattern.compile("[\\p{Cc}\\s\\v]+");

    private final float defaultAlpha;

    RequestChecks(float defaultAlpha) {
        this.defaultAlpha = checkedAlpha(defaultAlpha);
    }

    /** Checks everything that can be checked before the collection is known. */
    void check(SearchRequest request) {
        if (request.query().length() > LONGEST_QUERY || plain(request.query()).isEmpty()) {
            throw QuernException.invalid("query", "A query has 1 to " + LONGEST_QUERY + " characters.");
        }
        if (request.limit() < 1 || request.limit() > MOST_PASSAGES) {
            throw QuernException.invalid("limit", "`limit` is from 1 to " + MOST_PASSAGES + ".");
        }
        request.alpha().ifPresent(RequestChecks::checkedAlpha);
        for (float value : request.vector()) {
            if (!Float.isFinite(value)) {
                throw QuernException.invalid("vector", "Every number of a vector is finite.");
            }
        }
    }

    /** The checked request's question to a collection with these settings. */
    Question question(SearchRequest request, CollectionSettings settings) {
        float alpha = request.alpha().orElse(defaultAlpha);
        int dimensions = request.vector().length;
        if (dimensions != 0
                && !request.vectorModel().isEmpty()
                && !request.vectorModel().equals(settings.embeddingModel())) {
            throw madeAnew();
        }
        if (dimensions != 0 && dimensions != settings.dimensions()) {
            throw QuernException.invalid(
                    "vector",
                    "This collection's vectors have " + settings.dimensions() + " dimensions, not " + dimensions + ".");
        }
        return new Question(
                request.collection(),
                settings,
                plain(request.query()),
                alpha > 0 ? request.vector() : new float[0],
                request.limit(),
                alpha,
                request.fusion(),
                request.filter().map(wanted -> wanted.in(settings)),
                request.strategy(),
                request.explain());
    }

    /** The collection is not as it was when the question was prepared, such as by making its vector. */
    static QuernException madeAnew() {
        return new QuernException(
                        ErrorCode.CONFLICT, "The collection was made anew meanwhile, with other settings. Ask again.")
                .withField("collection");
    }

    private static String plain(String query) {
        return BLANKS.matcher(query).replaceAll(" ").strip();
    }

    private static float checkedAlpha(float alpha) {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw QuernException.invalid("alpha", "`alpha` is from 0 to 1.");
        }
        return alpha;
    }
}
