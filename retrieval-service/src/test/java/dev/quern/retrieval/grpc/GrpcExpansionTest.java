package dev.quern.retrieval.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.grpc.CallConfig;
import dev.quern.protocol.grpc.RemoteServices;
import dev.quern.protocol.llm.v1.Author;
import dev.quern.protocol.llm.v1.GenerateRequest;
import dev.quern.protocol.llm.v1.GenerateResponse;
import dev.quern.protocol.llm.v1.Generation;
import dev.quern.protocol.llm.v1.Role;
import dev.quern.retrieval.TestCalls;
import dev.quern.retrieval.search.Expansion.Rewording;
import io.grpc.Status;
import io.grpc.StatusException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TemporaryState.class)
class GrpcExpansionTest {
    private static final Call CALL = TestCalls.of("acme");
    private static final String QUESTION = "Who owned the mill?";

    @Inject
    CallConfig config;

    @Test
    void asksForOtherWordingsInTheRoleOfMemory() {
        FakeChannel model = saying("owner of the mill");

        assertThat(wordings(model))
                .containsExactly(Rewording.of("the wording `owner of the mill`", "owner of the mill"));

        Generation asked = ((GenerateRequest) model.requests.getFirst()).getGeneration();
        assertThat(asked.getRole()).isEqualTo(Role.ROLE_MEMORY);
        assertThat(asked.getChat().getMessagesList()).hasSize(2);
        assertThat(asked.getChat().getMessages(1).getAuthor()).isEqualTo(Author.AUTHOR_USER);
        assertThat(asked.getChat().getMessages(1).getText()).isEqualTo(QUESTION);
    }

    @Test
    void takesTwoLinesWithoutTheirDecoration() {
        assertThat(wordings(saying("1. \"mill owner\"\n\n- the miller's name \n3) one too many")))
                .extracting(Rewording::words)
                .containsExactly("mill owner", "the miller's name");
    }

    @Test
    void theQuestionItselfTheSameTwiceAndWholeEssaysAreNoOtherWordings() {
        assertThat(wordings(saying("who owned the mill?\n" + "word ".repeat(100) + "\nmill owner\nmill owner")))
                .extracting(Rewording::words)
                .containsExactly("mill owner");
        assertThat(wordings(saying("  \n"))).isEmpty();
    }

    @Test
    void saysThatTheServiceIsAway() {
        FakeChannel away = new FakeChannel(_ -> {
            throw new StatusException(Status.UNAVAILABLE);
        });

        QuernException failure = catchThrowableOfType(QuernException.class, () -> wordings(away));

        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure.service()).contains("llm-service");
    }

    private static FakeChannel saying(String text) {
        return new FakeChannel(_ -> GenerateResponse.newBuilder().setText(text).build());
    }

    private List<Rewording> wordings(FakeChannel model) {
        return new GrpcExpansion(model, new RemoteServices(config)).of(CALL, QUESTION, new float[0], List.of());
    }
}
