package dev.quern.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quern.gateway.CacheEntry;
import dev.quern.gateway.SimilarKey;
import dev.quern.protocol.QuernException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer is cached, as a word that means nothing to clients. The tenant is not in it: whoever shows it reaches
 * entries of the own tenant only, whatever it says.
 */
final class CacheEntries {
    static final String FIELD = "cache_entry";

    private static final int FORM = 1;
    private static final int LONGEST = 4_096;
    private static final int LONGEST_PART = 512;
    private static final Pattern KEY = Pattern.compile("answer-[0-9a-f]{64}");
    private static final JsonMapper WRITER = new JsonMapper();

    private CacheEntries() {}

    /** @param similar absent when the semantic cache does not have the answer */
    private record Token(
            int form,
            @Nullable String key,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Similar similar) {}

    private record Similar(
            @Nullable String id,
            @Nullable String collection,
            @Nullable String version,
            @Nullable String epoch,
            @Nullable String prompt,
            @Nullable String embedding,
            @Nullable String language,
            @Nullable String variant) {
        static Similar of(CacheEntry.Similar similar) {
            SimilarKey key = similar.namespace();
            return new Similar(
                    similar.id(),
                    key.collection(),
                    key.collectionVersion(),
                    key.routingEpoch(),
                    key.promptVersion(),
                    key.embeddingModel(),
                    key.language(),
                    key.variant());
        }

        CacheEntry.Similar entry() {
            return new CacheEntry.Similar(
                    new SimilarKey(
                            part(collection),
                            part(version),
                            part(epoch),
                            part(prompt),
                            part(embedding),
                            part(language),
                            part(variant)),
                    part(id));
        }
    }

    static String written(CacheEntry entry) {
        Token token =
                new Token(FORM, entry.key(), entry.similar().map(Similar::of).orElse(null));
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(WRITER.writeValueAsBytes(token));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CacheEntry read(@Nullable String word) {
        if (word == null) {
            throw QuernException.invalid(
                    FIELD, "`" + FIELD + "` is missing: the one among the metadata of the answer that is meant.");
        }
        Token token = StrictJson.read(FIELD, decoded(word), Token.class);
        if (token.form() != FORM
                || token.key() == null
                || !KEY.matcher(token.key()).matches()) {
            throw unknown();
        }
        return new CacheEntry(token.key(), Optional.ofNullable(token.similar()).map(Similar::entry));
    }

    private static String decoded(String word) {
        if (word.length() > LONGEST) {
            throw unknown();
        }
        try {
            return new String(Base64.getUrlDecoder().decode(word), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw unknown();
        }
    }

    private static String part(@Nullable String part) {
        if (part == null || part.length() > LONGEST_PART) {
            throw unknown();
        }
        return part;
    }

    private static QuernException unknown() {
        return QuernException.invalid(FIELD, "`" + FIELD + "` is none that was given with an answer.");
    }
}
