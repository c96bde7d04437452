package dev.quern.embedding.http;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How questions are written and answers are read. A number that is missing is never taken for 0; one that is null, as
 * some servers write what is not a number, is told by its own {@link InvalidNullException}.
 */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL));

    private Json() {}

    static byte[] write(Object question) {
        try {
            return MAPPER.writeValueAsBytes(question);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers can be written as JSON", e);
        }
    }

    static <T> T read(byte[] answer, Class<T> type) throws IOException {
        T read = MAPPER.readValue(answer, type);
        if (read == null) {
            throw new IOException("nothing in the answer");
        }
        return read;
    }

    /** What was answered in any order, in the order of what was asked for. */
    static <T, R> List<R> inOrder(List<T> answers, int count, ToIntFunction<T> index, Function<T, R> value)
            throws IOException {
        if (answers.size() != count) {
            throw new IOException(answers.size() + " results for " + count + " texts");
        }
        @Nullable Object[] ordered = new @Nullable Object[count];
        for (T answer : answers) {
            int place = index.applyAsInt(answer);
            if (place < 0 || place >= count || ordered[place] != null) {
                throw new IOException("a result with the index " + place + " which is out of range or taken");
            }
            ordered[place] = value.apply(answer);
        }
        @SuppressWarnings("unchecked") // As many different places as results: each has one.
        List<R> results = (List<R>) List.of(ordered);
        return results;
    }
}
