package dev.quern.gateway.grpc;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** What a caller who names a model is told. */
final class ModelNames {
    private static final String FIELD = "model";
    /** Of llm-service, when no model is configured at all. */
    private static final Set<String> FIELDS = Set.of(FIELD, "chat");

    private ModelNames() {}

    /** A model that is not there is, for whoever named it, something that was not found. */
    static <T> T found(Supplier<T> work) {
        try {
            return work.get();
        } catch (QuernException failure) {
            throw failure.code() == ErrorCode.INVALID_ARGUMENT
                            && failure.field().filter(FIELDS::contains).isPresent()
                    ? QuernException.notFound(FIELD, failure.text())
                    : failure;
        }
    }

    /** The word of a constant; empty for none. */
    static String word(Enum<?> constant, String prefix) {
        String word = constant.name().replaceFirst("^" + prefix, "").toLowerCase(Locale.ROOT);
        return word.equals("unspecified") || word.equals("unrecognized") ? "" : word;
    }
}
