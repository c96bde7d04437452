package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.quern.gateway.FieldValue;
import dev.quern.gateway.Filter;
import dev.quern.gateway.Filter.Operator;
import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which documents are asked for: `all` or `any` of several filters, `not` one, or a condition on a field. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(
        name = "Filter",
        description = "One of `all`, `any`, `not`, or a condition: `field`, `operator` and `value`.",
        examples = "{\"field\": \"tags\", \"operator\": \"contains\", \"value\": \"mills\"}")
public record FilterBody(
        @Nullable List<@Nullable FilterBody> all,
        @Nullable List<@Nullable FilterBody> any,
        @Nullable FilterBody not,

        @Schema(
                description = "`document_id`, `type`, `tags`, `source`, `language`, `created_at`, `updated_at` or"
                        + " `metadata.<name>`.")
        @Nullable String field,

        @Schema(enumeration = {"equal", "in", "less", "less_or_equal", "greater", "greater_or_equal", "contains"})
        @Nullable String operator,

        @Schema(
                implementation = Object.class,
                description = "A text, number or boolean; a time as in RFC 3339; for `in` a list of them.")
        @Nullable JsonNode value) {
    private static final int LONGEST_FIELD = 128;
    private static final int DEEPEST = 8;
    private static final int MOST_CONDITIONS = 64;
    private static final int MOST_VALUES = 256;

    /** @param path where in the request's body this stands: whatever is wrong is said of it */
    Filter filter(String path) {
        Filter filter = read(path, 1);
        if (filter.conditions() > MOST_CONDITIONS) {
            throw QuernException.invalid(path, "A filter has at most " + MOST_CONDITIONS + " conditions.");
        }
        return filter;
    }

    private Filter read(String path, int depth) {
        if (depth > DEEPEST) {
            throw QuernException.invalid(path, "A filter is at most " + DEEPEST + " levels deep.");
        }
        boolean condition = Stream.of(field, operator, value).anyMatch(Objects::nonNull);
        long kinds = Stream.of(all, any, not).filter(Objects::nonNull).count() + (condition ? 1 : 0);
        if (kinds != 1) {
            throw QuernException.invalid(
                    path, "`" + path + "` has either `all`, `any`, `not`, or `field`, `operator` and `value`.");
        }
        if (all != null) {
            return new Filter.All(parts(all, path + ".all", depth));
        }
        if (any != null) {
            return new Filter.Any(parts(any, path + ".any", depth));
        }
        return not != null ? new Filter.Not(not.read(path + ".not", depth + 1)) : condition(path);
    }

    private static List<Filter> parts(List<@Nullable FilterBody> bodies, String path, int depth) {
        if (bodies.isEmpty() || bodies.size() > MOST_CONDITIONS) {
            throw QuernException.invalid(path, "`" + path + "` has 1 to " + MOST_CONDITIONS + " filters.");
        }
        List<Filter> filters = new ArrayList<>();
        for (FilterBody body : bodies) {
            String at = path + "[" + filters.size() + "]";
            if (body == null) {
                throw QuernException.invalid(at, "`" + at + "` is a filter.");
            }
            filters.add(body.read(at, depth + 1));
        }
        return filters;
    }

    private Filter condition(String path) {
        if (field == null || field.isEmpty() || field.length() > LONGEST_FIELD) {
            throw QuernException.invalid(path + ".field", "A condition names a `field`.");
        }
        Operator compared = Arrays.stream(Operator.values())
                .filter(known -> known.word().equals(operator))
                .findFirst()
                .orElseThrow(() -> QuernException.invalid(
                        path + ".operator",
                        "A condition has an `operator`: "
                                + Arrays.stream(Operator.values())
                                        .map(Operator::word)
                                        .collect(Collectors.joining(", "))
                                + "."));
        String at = path + ".value";
        if (value == null) {
            throw QuernException.invalid(at, "A condition has a `value`.");
        }
        if (compared != Operator.IN) {
            return new Filter.Condition(field, compared, List.of(FieldValues.value(at, value)));
        }
        if (!value.isArray() || value.isEmpty() || value.size() > MOST_VALUES) {
            throw QuernException.invalid(at, "The `value` of `in` is a list of 1 to " + MOST_VALUES + " values.");
        }
        List<FieldValue> values = new ArrayList<>();
        for (JsonNode one : value) {
            values.add(FieldValues.value(at + "[" + values.size() + "]", one));
        }
        return new Filter.Condition(field, compared, values);
    }
}
