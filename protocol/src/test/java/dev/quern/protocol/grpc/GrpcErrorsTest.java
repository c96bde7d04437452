package dev.quern.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Problem;
import dev.quern.protocol.QuernException;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcErrorsTest {

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"UNAUTHENTICATED"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyFailureCrossesAHopWhole(ErrorCode code) {
        QuernException sent =
                new QuernException(code, "A sentence.").withField("a_field").withRetryAfter(Duration.ofMillis(1500));

        QuernException received = overTheWire(sent);

        assertThat(received.code()).isEqualTo(code);
        assertThat(received.text()).isEqualTo("A sentence.");
        assertThat(received.field()).contains("a_field");
        assertThat(received.retryAfter()).contains(Duration.ofMillis(1500));
    }

    @Test
    void takesARefusedSignatureForItsOwnTroubleAndNotTheCallers() {
        QuernException received = overTheWire(new QuernException(ErrorCode.UNAUTHENTICATED, "Expired."));

        assertThat(received.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(received.service()).contains("a-service");
    }

    @Test
    void keepsTheNameOfTheServiceThatFailedFurtherAway() {
        QuernException far = QuernException.unavailable("weaviate", "weaviate cannot be reached.", new Exception());

        assertThat(overTheWire(far).service()).contains("weaviate");
    }

    @Test
    void namesTheCalledServiceWhenTheFailureDoesNot() {
        assertThat(overTheWire(new QuernException(ErrorCode.INTERNAL, "x")).service())
                .contains("a-service");
    }

    /** gRPC says UNKNOWN when the other side went away in the middle of a write, and UNAVAILABLE a moment later. */
    @Test
    void aConnectionThatBrokeDuringTheCallMeansThatTheServiceCannotBeReached() {
        Status broken = Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException());

        QuernException received = GrpcErrors.fromStatus("a-service", new StatusException(broken));

        assertThat(received.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(received.service()).contains("a-service");
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"OK"},
            mode = EnumSource.Mode.EXCLUDE)
    void understandsStatusesThatAreNotOurs(Status.Code code) {
        QuernException received = GrpcErrors.fromStatus(
                "a-service", new StatusException(code.toStatus().withDescription("secret")));

        assertThat(received.text()).doesNotContain("secret").contains("a-service");
    }

    @Test
    void aProblemDocumentHoldsWhatAClientNeeds() {
        QuernException failure = QuernException.invalid("query", "A question needs words.");

        assertThat(Problem.of(failure, "t"))
                .containsEntry("code", "invalid_argument")
                .containsEntry("status", 400)
                .containsEntry("detail", "A question needs words.")
                .containsEntry("field", "query")
                .containsEntry("trace_id", "t");
    }

    private static QuernException overTheWire(QuernException failure) {
        StatusRuntimeException status = GrpcErrors.toStatus(failure);
        return GrpcErrors.fromStatus("a-service", new StatusException(status.getStatus(), status.getTrailers()));
    }
}
