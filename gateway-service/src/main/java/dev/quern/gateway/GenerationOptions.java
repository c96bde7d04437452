package dev.quern.gateway;

import dev.quern.protocol.QuernException;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;

/**
 * How somebody wants to have an answer written.
 *
 * @param model empty: chosen by the question's complexity
 * @param temperature empty: the model's own
 * @param maxTokens of the answer; empty: the model's own
 * @param language BCP 47; empty: the question's own
 */
public record GenerationOptions(
        Optional<String> model, Optional<Float> temperature, Optional<Integer> maxTokens, Optional<String> language) {
    /** As it is done when nobody says otherwise. */
    public static final GenerationOptions USUAL =
            new GenerationOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final float HOTTEST = 2;
    private static final int MOST_TOKENS = 100_000;
    private static final int LONGEST_MODEL = 200;
    private static final int LONGEST_LANGUAGE = 35;

    public GenerationOptions {
        if (model.isPresent() && (model.get().isBlank() || model.get().length() > LONGEST_MODEL)) {
            throw QuernException.invalid("model", "`model` is the name of a model.");
        }
        language = language.map(GenerationOptions::tag);
        if (temperature.isPresent() && !(temperature.get() >= 0 && temperature.get() <= HOTTEST)) {
            throw QuernException.invalid("temperature", "`temperature` is from 0 to 2.");
        }
        if (maxTokens.isPresent() && !(maxTokens.get() >= 1 && maxTokens.get() <= MOST_TOKENS)) {
            throw QuernException.invalid("max_tokens", "`max_tokens` is from 1 to " + MOST_TOKENS + ".");
        }
    }

    /** The same tag for the same language, however it was written. */
    private static String tag(String language) {
        if (!language.isEmpty() && language.length() <= LONGEST_LANGUAGE) {
            try {
                return new Locale.Builder().setLanguageTag(language).build().toLanguageTag();
            } catch (IllformedLocaleException notATag) {
                // Said below.
            }
        }
        throw QuernException.invalid("language", "`language` is a tag as of BCP 47, such as `en` or `pt-BR`.");
    }
}
