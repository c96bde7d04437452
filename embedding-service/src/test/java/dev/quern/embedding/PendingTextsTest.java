package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.embedding.PendingTexts.Place;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingTextsTest {
    private final PendingTexts pending = new PendingTexts(100);

    @Test
    void keepsRoomForQuestionsWhateverBulkWorkThereIs() {
        take("a", Priority.BATCH, 40);
        take("b", Priority.BATCH, 30);

        assertThat(refused("c", Priority.BATCH, 10).code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(take("c", Priority.INTERACTIVE, 25)).isNotNull();
        assertThat(refused("d", Priority.INTERACTIVE, 10).retryAfter()).isPresent();
    }

    @Test
    void letsNoTenantHoldMoreThanHalf() {
        take("greedy", Priority.INTERACTIVE, 50);

        assertThat(refused("greedy", Priority.INTERACTIVE, 1).code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(take("modest", Priority.INTERACTIVE, 50)).isNotNull();
    }

    @Test
    void letsBulkWorkOfATenantLeaveRoomForItsQuestions() {
        take("acme", Priority.BATCH, 50);

        assertThat(take("acme", Priority.INTERACTIVE, 50)).isNotNull();
    }

    @Test
    void boundsTheMemoryOfLongTextsButTakesOneRequestOfAnyLength() {
        List<String> long0 = List.of("x".repeat(2_000_000));
        try (Place _ = pending.take("a", Priority.INTERACTIVE, long0)) {
            QuernException failure =
                    catchThrowableOfType(QuernException.class, () -> pending.take("b", Priority.INTERACTIVE, long0));

            assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
        }
        assertThat(pending.take("b", Priority.INTERACTIVE, long0)).isNotNull();
    }

    @Test
    void hasAllItsRoomAgainOnceEveryPlaceIsClosed() {
        for (int i = 0; i < 10; i++) {
            try (Place _ = take("acme", Priority.BATCH, 50);
                    Place _ = take("acme", Priority.INTERACTIVE, 50)) {
                assertThat(pending.count()).isEqualTo(100);
            }
        }

        assertThat(pending.count()).isZero();
    }

    private Place take(String tenant, Priority priority, int texts) {
        return pending.take(tenant, priority, Collections.nCopies(texts, "text"));
    }

    private QuernException refused(String tenant, Priority priority, int texts) {
        return catchThrowableOfType(QuernException.class, () -> take(tenant, priority, texts));
    }
}
