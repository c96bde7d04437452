package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final long LONG = Duration.ofSeconds(1).toNanos();

    @Test
    void blamesAReplicaThatCannotBeReachedOrSaysThatItCannotAnswer() {
        assertThat(verdict(Status.UNAVAILABLE, null)).isEqualTo(Verdict.FAILED);
        assertThat(verdict(new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The store is closed.")))
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void doesNotBlameAReplicaForWhatIsBehindAll() {
        assertThat(verdict(QuernException.unavailable("llm-service", "llm-service is away.", new Exception())))
                .isEqualTo(Verdict.ANSWERED);
    }

    @Test
    void blamesAReplicaThatIsLateOnlyIfItHadTime() {
        assertThat(Verdict.of(Status.DEADLINE_EXCEEDED, null, false, false, LONG))
                .isEqualTo(Verdict.FAILED);
        assertThat(Verdict.of(Status.DEADLINE_EXCEEDED, null, false, true, 1)).isEqualTo(Verdict.FAILED);
        assertThat(Verdict.of(Status.DEADLINE_EXCEEDED, null, false, false, 1)).isEqualTo(Verdict.NOTHING);
        assertThat(Verdict.of(Status.DEADLINE_EXCEEDED, null, true, true, LONG)).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void learnsNothingFromCallersWhoLeaveAndMuchFromThoseWhoAreRefused() {
        assertThat(verdict(Status.CANCELLED, null)).isEqualTo(Verdict.NOTHING);
        assertThat(verdict(new QuernException(ErrorCode.OVERLOADED, "Too much.")))
                .isEqualTo(Verdict.ANSWERED);
        assertThat(verdict(Status.OK, new Metadata())).isEqualTo(Verdict.ANSWERED);
    }

    private static Verdict verdict(QuernException failure) {
        StatusRuntimeException status = GrpcErrors.toStatus(failure);
        return verdict(status.getStatus(), status.getTrailers());
    }

    private static Verdict verdict(Status status, @Nullable Metadata trailers) {
        return Verdict.of(status, trailers, false, false, LONG);
    }
}
