package dev.quern.retrieval.grpc;

import com.google.protobuf.Value.KindCase;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.retrieval.v1.Condition;
import dev.quern.protocol.retrieval.v1.Filters;
import dev.quern.retrieval.Field;
import dev.quern.retrieval.FieldType;
import dev.quern.retrieval.Filter;
import dev.quern.retrieval.Filter.Comparison;
import dev.quern.retrieval.KnownFields;
import dev.quern.retrieval.Value;
import java.util.List;

/** Reads one filter, and takes nothing that the collection cannot be asked. */
final class FilterMessages {
    private static final int DEEPEST = 8;
    private static final int MOST_CONDITIONS = 64;
    private static final int MOST_VALUES = 256;

    private final KnownFields fields;
    private int conditions;

    private FilterMessages(KnownFields fields) {
        this.fields = fields;
    }

    /** @throws QuernException {@code INVALID_ARGUMENT} naming {@code filter} */
    static Filter filter(dev.quern.protocol.retrieval.v1.Filter message, KnownFields fields) {
        return new FilterMessages(fields).read(message, 1);
    }

    private Filter read(dev.quern.protocol.retrieval.v1.Filter message, int depth) {
        if (depth > DEEPEST) {
            throw invalid("A filter is at most " + DEEPEST + " levels deep.");
        }
        return switch (message.getKindCase()) {
            case ALL -> new Filter.All(parts(message.getAll(), depth));
            case ANY -> new Filter.Any(parts(message.getAny(), depth));
            case NOT -> new Filter.Not(read(message.getNot(), depth + 1));
            case CONDITION -> condition(message.getCondition());
            case KIND_NOT_SET -> throw invalid("A filter is `all`, `any`, `not` or a condition.");
        };
    }

    private List<Filter> parts(Filters message, int depth) {
        if (message.getFiltersCount() == 0) {
            throw invalid("`all` and `any` have at least one part.");
        }
        return message.getFiltersList().stream()
                .map(part -> read(part, depth + 1))
                .toList();
    }

    private Filter condition(Condition message) {
        conditions++;
        if (conditions > MOST_CONDITIONS) {
            throw invalid("A filter has at most " + MOST_CONDITIONS + " conditions.");
        }
        Field field = fields.named(message.getField());
        return switch (message.getOperator()) {
            case OPERATOR_EQUAL -> new Filter.In(field, List.of(single(field, message)));
            case OPERATOR_IN -> new Filter.In(field, several(field, message));
            case OPERATOR_CONTAINS -> {
                if (!field.equals(Field.TAGS)) {
                    throw invalid("`contains` is asked of `tags` only, not of `" + field.name() + "`.");
                }
                yield new Filter.In(field, List.of(single(field, message)));
            }
            case OPERATOR_LESS -> range(field, Comparison.LESS, message);
            case OPERATOR_LESS_OR_EQUAL -> range(field, Comparison.LESS_OR_EQUAL, message);
            case OPERATOR_GREATER -> range(field, Comparison.GREATER, message);
            case OPERATOR_GREATER_OR_EQUAL -> range(field, Comparison.GREATER_OR_EQUAL, message);
            case OPERATOR_UNSPECIFIED, UNRECOGNIZED ->
                throw invalid("The condition on `" + field.name() + "` has no operator that is known: there are equal,"
                        + " in, less, less_or_equal, greater, greater_or_equal and contains.");
        };
    }

    private static Filter range(Field field, Comparison comparison, Condition message) {
        if (field.type() != FieldType.NUMBER && field.type() != FieldType.TIME) {
            throw invalid("The field `" + field.name() + "` is neither a number nor a time, so it has no less or"
                    + " greater.");
        }
        Value bound = single(field, message);
        return new Filter.Range(
                field,
                comparison,
                bound instanceof Value.Time && roundsUp(comparison)
                        ? KnownFields.roundedUp(message.getValue().getStringValue())
                        : bound);
    }

    /** Times are kept in milliseconds: before half of one is up to it, and from there is from the next. */
    private static boolean roundsUp(Comparison comparison) {
        return switch (comparison) {
            case LESS, GREATER_OR_EQUAL -> true;
            case LESS_OR_EQUAL, GREATER -> false;
        };
    }

    private static Value single(Field field, Condition message) {
        return value(field, message.getValue());
    }

    private static List<Value> several(Field field, Condition message) {
        List<com.google.protobuf.Value> values =
                message.getValue().getListValue().getValuesList();
        if (message.getValue().getKindCase() != KindCase.LIST_VALUE
                || values.isEmpty()
                || values.size() > MOST_VALUES) {
            throw invalid("`in` compares `" + field.name() + "` with a list of 1 to " + MOST_VALUES + " values.");
        }
        return values.stream().map(value -> value(field, value)).distinct().toList();
    }

    private static Value value(Field field, com.google.protobuf.Value message) {
        return KnownFields.value(
                field,
                ValueMessages.value(message)
                        .orElseThrow(() -> invalid("The condition on `" + field.name()
                                + "` has no value to compare with: a text, a number, true or false"
                                + (message.getKindCase() == KindCase.LIST_VALUE
                                        ? "; a list is for the operator `in`."
                                        : "."))));
    }

    private static QuernException invalid(String sentence) {
        return QuernException.invalid("filter", sentence);
    }
}
