package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.Answer;
import dev.quern.gateway.Citation;
import dev.quern.gateway.Generated;
import dev.quern.gateway.Sentence;
import dev.quern.gateway.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerCodecTest {
    private final AnswerCodec codec = new AnswerCodec();

    @ParameterizedTest
    @EnumSource(Generated.Finish.class)
    void anAnswerComesBackAsItWas(Generated.Finish finish) throws IOException {
        Answer answer = new Answer(
                new Generated(
                        "Größe 3 \"zitiert\" [1]. 한국어",
                        List.of(
                                new Sentence("Größe 3.", List.of(new Citation(1, "Größe 3", .75f))),
                                new Sentence("한국어", List.of())),
                        finish,
                        new Generated.Model("m", "openai", "why", "epoch", "prompt"),
                        new Generated.Tokens(7, 3)),
                List.of(
                        new Source(1, "d", "c", "t", "x", .5f, Optional.of(.25f), 0, 1, 7, List.of("a", "b")),
                        new Source(2, "d", "c", "", "", 0f, Optional.empty(), 0, 0, 0, List.of())),
                "version");

        assertThat(codec.decode(codec.encode(answer))).isEqualTo(answer);
    }
}
