package dev.quern.gateway.http;

import dev.quern.protocol.QuernException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names of constants as they are written in JSON. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Empty when nothing was said.
     *
     * @param others that are possible too, for whoever reads what is
     */
    static <E extends Enum<E>> Optional<E> read(String field, @Nullable String word, E[] constants, String... others) {
        if (word == null) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(constants)
                .filter(constant -> of(constant).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        QuernException.invalid(field, "`" + field + "` is one of " + list(constants, others) + ".")));
    }

    /** Several, parted by commas; none when nothing was said. */
    static <E extends Enum<E>> List<E> readAll(String field, @Nullable String words, E[] constants) {
        return words == null
                ? List.of()
                : Arrays.stream(words.split(",", -1))
                        .map(word -> read(field, word.strip(), constants).orElseThrow())
                        .distinct()
                        .toList();
    }

    private static String list(Enum<?>[] constants, String... others) {
        return Stream.concat(Arrays.stream(others), Arrays.stream(constants).map(Words::of))
                .collect(Collectors.joining(", "));
    }
}
