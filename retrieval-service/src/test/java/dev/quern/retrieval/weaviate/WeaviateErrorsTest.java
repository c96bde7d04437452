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

    @Test
    void tellsAnObjectThatCannotBeStoredFromOneThatCannotBeStoredNow() {
        for (String fault : new String[] {
            "new node has a vector with length 5. Existing nodes have vectors with length 3",
            "invalid number property 'n0' on class 'QuernDocuments'",
            "no such prop with name 'x' found in class 'QuernDocuments'"
        }) {
            assertThat(WeaviateErrors.notStored(fault).code())
                    .describedAs(fault)
                    .isEqualTo(ErrorCode.INTERNAL);
        }
        for (String passing : new String[] {
            "store is read-only",
            "shard shutdown in progress",
            "cannot reach enough replicas",
            "context deadline exceeded",
            "rpc error: code = Unavailable desc = connection refused",
            "tenant not found: \"abc\""
        }) {
            assertThat(WeaviateErrors.notStored(passing).code())
                    .describedAs(passing)
                    .isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        }
    }

    private static ErrorCode code(int status) {
        QuernException translated =
                WeaviateErrors.translate(WeaviateApiException.http("POST", "/v1/objects", status, "no"));
        assertThat(translated.service()).contains("weaviate");
        return translated.code();
    }
}
