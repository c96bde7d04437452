package dev.quern.gateway.openai;

import dev.quern.protocol.QuernException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists as they are sent. */
final class Lists {
    private Lists() {}

    /** None of it may be missing; nothing at all is an empty list. */
    static <T> List<T> whole(String field, @Nullable List<@Nullable T> sent) {
        if (sent == null) {
            return List.of();
        }
        List<T> whole = new ArrayList<>(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            T item = sent.get(i);
            if (item == null) {
                throw QuernException.invalid(
                        field + "[" + i + "]", "The field `" + field + "[" + i + "]` has a value of the wrong type.");
            }
            whole.add(item);
        }
        return whole;
    }
}
