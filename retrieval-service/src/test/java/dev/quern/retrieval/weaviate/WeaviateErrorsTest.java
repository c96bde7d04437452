package dev.quern.retrieval.weaviate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.weaviate.client6.v1.api.WeaviateApiException;
import org.junit.jupiter.api.Test;

class WeaviateErrorsTest {

    @Test
    void tellsARequestThatIsRefusedForWhatItSaysFromAServerThatIsAway() {
        for (int status : new int[] {400, 404, 409, 413, 422}) {
            assertThat(code(status)).describedAs("HTTP %d", status).isEqualTo(ErrorCode.INTERNAL);
        }
        for (int status : new int[] {401, 403, 408, 429, 500, 503}) {
            assertThat(code(status)).describedAs("HTTP %d", status).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        }
    }

    private static ErrorCode code(int status) {
        QuernException translated =
                WeaviateErrors.translate(WeaviateApiException.http("POST", "/v1/objects", status, "no"));
        assertThat(translated.service()).contains("weaviate");
        return translated.code();
    }
}
