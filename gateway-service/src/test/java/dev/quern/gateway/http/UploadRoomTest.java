package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.protocol.QuernException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UploadRoomTest {
    private final AtomicLong free = new AtomicLong(1000);
    private final UploadRoom room = new UploadRoom(free::get, 100);

    @Test
    void promisesNoByteTwice() {
        Runnable giveBack = room.promise(600);

        assertThatThrownBy(() -> room.promise(301))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("too full");
        room.promise(300).run();
        giveBack.run();
        giveBack.run();

        room.promise(900).run();
        assertThatThrownBy(() -> room.promise(901)).isInstanceOf(QuernException.class);
    }

    @Test
    void leavesTheReserveAlone() {
        assertThat(room.isNone()).isFalse();

        free.set(100);

        assertThat(room.isNone()).isTrue();
        assertThatThrownBy(() -> room.promise(1)).isInstanceOf(QuernException.class);
    }
}
