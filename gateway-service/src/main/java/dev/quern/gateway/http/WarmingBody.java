package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.Question;
import dev.quern.protocol.QuernException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Questions that are answered ahead of use. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Warming")
public record WarmingBody(
        @Schema(required = true, minItems = 1, maxItems = WarmingBody.MOST) @Nullable List<@Nullable String> questions,

        @Schema(pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}", defaultValue = "default") @Nullable String collection) {
    static final int MOST = 100;

    /** As they are asked when nobody says how. */
    List<Question> questions(String defaultCollection) {
        if (questions == null || questions.isEmpty() || questions.size() > MOST) {
            throw QuernException.invalid("questions", "From 1 to " + MOST + " questions can be asked at once.");
        }
        String asked = collection == null ? defaultCollection : collection;
        return questions.stream().map(text -> question(text, asked)).toList();
    }

    private static Question question(@Nullable String text, String collection) {
        if (text == null) {
            throw QuernException.invalid("questions", "A question is a text.");
        }
        return Question.of(text, collection);
    }

    /** How it went: `answered` were made now, `known` were there already. */
    @Schema(name = "Warmed")
    public record Warmed(
            int planned,
            int answered,
            int known,
            int failed,
            @Nullable String failure) {
        static Warmed none(int planned) {
            return new Warmed(planned, 0, 0, 0, null);
        }

        Warmed and(boolean wasKnown) {
            return new Warmed(planned, answered + (wasKnown ? 0 : 1), known + (wasKnown ? 1 : 0), failed, failure);
        }

        Warmed without(QuernException why) {
            return new Warmed(planned, answered, known, failed + 1, why.text());
        }
    }
}
