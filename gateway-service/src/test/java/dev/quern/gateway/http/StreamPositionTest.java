package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPositionTest {
    private static final String STREAM = "0123456789abcdef0123456789abcdef";

    @Test
    void isWhatWasWritten() {
        StreamPosition read = StreamPosition.of(STREAM, StreamPosition.write(STREAM, 7));

        assertThat(read).isEqualTo(new StreamPosition(STREAM, 7));
        assertThat(StreamPosition.of(STREAM, null)).isEqualTo(new StreamPosition(STREAM, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a}b", "", "x", "0123456789ABCDEF0123456789ABCDEF", STREAM + "}", STREAM + ".1"})
    void thereIsNoStreamWithAnIdThatNoneHas(String stream) {
        assertThatThrownBy(() -> StreamPosition.of(stream, null))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        unknown -> assertThat(unknown.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void anEventOfAnotherStreamIsRefused() {
        assertThatThrownBy(() -> StreamPosition.of(STREAM, StreamPosition.write("f".repeat(32), 1)))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
