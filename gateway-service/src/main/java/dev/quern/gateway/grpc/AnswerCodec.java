package dev.quern.gateway.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import com.google.protobuf.ByteString;
import dev.quern.gateway.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Answers as JSON: a record's components and nothing that is derived from them. */
final class AnswerCodec {
    /** To be raised when {@link Answer} changes: it is part of every key, so nothing reads what another form wrote. */
    static final String FORMAT = "4";

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new ParameterNamesModule())
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    ByteString encode(Object answer) {
        try {
            return ByteString.copyFrom(json.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty when it is nothing that was written here. */
    <T> Optional<T> decode(ByteString bytes, Class<T> type) {
        try {
            return Optional.ofNullable(json.readValue(bytes.newInput(), type));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
