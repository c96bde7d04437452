package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every embedding model keeps to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EmbeddingModelContract {
    private static final String[] WORDS =
            "grain mill stone water wheel flour bread field harvest river wind sail turns slowly under the old oak Ünïcode 42 3.5 %"
                    .split(" ");

    private EmbeddingModel model;

    protected abstract EmbeddingModel open() throws Exception;

    @BeforeAll
    void openModel() throws Exception {
        model = open();
    }

    @AfterAll
    void closeModel() {
        model.close();
    }

    protected final EmbeddingModel model() {
        return model;
    }

    @Test
    void givesEveryTextAVectorOfUnitLengthAndTheDescribedDimensions() {
        List<Embedding> embeddings = embed(TestCalls.patient(), texts(new Random(1), 20));

        assertThat(embeddings).hasSize(20).allSatisfy(embedding -> {
            assertThat(embedding.vector()).hasSize(model.description().dimensions());
            assertThat(Vectors.cosine(embedding.vector(), embedding.vector())).isCloseTo(1, within(1e-5));
        });
    }

    @Test
    void givesATextTheSameVectorAloneAndInAnyBatch() {
        Random random = new Random(20);
        for (int round = 0; round < 4; round++) {
            List<String> texts = texts(random, 1 + random.nextInt(40));
            List<Embedding> together = embed(TestCalls.patient(), texts);
            for (int i = 0; i < texts.size(); i += 7) {
                Embedding alone =
                        embed(TestCalls.patient(), List.of(texts.get(i))).getFirst();
                assertThat(Vectors.cosine(alone.vector(), together.get(i).vector()))
                        .as(texts.get(i))
                        .isGreaterThan(.9999);
                assertThat(alone.tokenCount()).isEqualTo(together.get(i).tokenCount());
                assertThat(alone.truncated()).isEqualTo(together.get(i).truncated());
            }
        }
    }

    @Test
    void givesManyCallersAtOnceTheVectorsThatEachWouldGetAlone() throws Exception {
        List<String> texts = texts(new Random(3), 12);
        List<Embedding> expected = embed(TestCalls.patient(), texts);
        Callable<List<Embedding>> work = () -> embed(TestCalls.patient(), texts);

        try (var executor = Executors.newFixedThreadPool(4)) {
            for (Future<List<Embedding>> result : executor.invokeAll(List.of(work, work, work, work))) {
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(Vectors.cosine(
                                    expected.get(i).vector(),
                                    result.get().get(i).vector()))
                            .isGreaterThan(.9999);
                }
            }
        }
    }

    @Test
    void saysWhenTheEndOfATextIsNotInItsVector() {
        int longest = model.description().maxTokens();

        List<Embedding> embeddings = embed(TestCalls.patient(), List.of("grain", "grain ".repeat(3 * longest)));

        assertThat(embeddings.get(0).truncated()).isFalse();
        assertThat(embeddings.get(0).tokenCount()).isBetween(1, 3);
        assertThat(embeddings.get(1).truncated()).isTrue();
        assertThat(embeddings.get(1).tokenCount()).isBetween(3 * longest, 3 * longest + 2);
    }

    @Test
    void stopsWhenTheCallerHasGone() {
        Thread.currentThread().interrupt();
        try {
            QuernException failure = catchThrowableOfType(
                    QuernException.class, () -> embed(TestCalls.patient(), List.of("grain", "water")));

            assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void stopsWhenTheTimeIsOver() {
        QuernException failure = catchThrowableOfType(
                QuernException.class, () -> embed(TestCalls.lasting(Duration.ZERO), List.of("grain")));

        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    }

    @Test
    void refusesToEmbedOnceItIsClosed() throws Exception {
        EmbeddingModel other = open();
        assertThatCode(other::check).doesNotThrowAnyException();

        other.close();
        other.close();

        assertThatThrownBy(other::check).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> other.embed(TestCalls.patient(), List.of("grain"), Purpose.QUERY))
                .isInstanceOf(QuernException.class);
    }

    protected final List<Embedding> embed(Call call, List<String> texts) {
        return model.embed(call, texts, Purpose.PASSAGE);
    }

    private static List<String> texts(Random random, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Mostly short, a few longer than any model reads at once.
            int words = random.nextInt(10) == 0 ? 200 + random.nextInt(300) : 1 + random.nextInt(40);
            texts.add(IntStream.range(0, words)
                    .mapToObj(w -> WORDS[random.nextInt(WORDS.length)])
                    .collect(Collectors.joining(" ")));
        }
        return texts;
    }
}
