package dev.quern.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.quern.gateway.Answer;
import dev.quern.gateway.AnswerCache.Kept;
import dev.quern.gateway.CacheEntry;
import dev.quern.gateway.Citation;
import dev.quern.gateway.Edition;
import dev.quern.gateway.Generated;
import dev.quern.gateway.Sentence;
import dev.quern.gateway.SimilarKey;
import dev.quern.gateway.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCodecTest {
    private final AnswerCodec codec = new AnswerCodec();

    @ParameterizedTest
    @EnumSource(Generated.Finish.class)
    void anAnswerComesBackAsItWas(Generated.Finish finish) {
        Answer answer = new Answer(
                new Generated(
                        "Größe 3 \"zitiert\" [1]. 한국어",
                        List.of(
                                new Sentence("Größe 3.", List.of(new Citation(1, "Größe 3", .75f))),
                                new Sentence("한국어", List.of())),
                        finish,
                        new Generated.Model("m", "openai", "why", "epoch", "prompt", List.of("large")),
                        new Generated.Tokens(7, 3, .25)),
                List.of(
                        new Source(1, "n", "d", "c", "t", "x", .5f, Optional.of(.25f), 0, 1, 7, List.of("a", "b")),
                        new Source(2, "n", "d", "c", "", "", 0f, Optional.empty(), 0, 0, 0, List.of())),
                List.of(new Edition("n", "v", "s"), new Edition("m", "w", "s")));

        assertThat(codec.decode(codec.encode(answer), Answer.class)).contains(answer);
        Kept kept = new Kept(
                answer,
                Optional.of(new CacheEntry.Similar(new SimilarKey("c", "v", "e", "p", "m@1", "und", "variant"), "id")));
        assertThat(codec.decode(codec.encode(kept), Kept.class)).contains(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "[]", "{\"answer\": 1}", "nothing", "{\"unknown\": {}}"})
    void whatItDidNotWriteIsNothing(String text) {
        assertThat(codec.decode(ByteString.copyFromUtf8(text), Kept.class)).isEmpty();
        assertThat(codec.decode(ByteString.copyFromUtf8(text), Answer.class)).isEmpty();
    }
}
