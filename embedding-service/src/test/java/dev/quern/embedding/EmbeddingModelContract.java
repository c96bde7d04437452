package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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

/** What every embedding model keeps to, in the batches that the scheduler makes for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EmbeddingModelContract {
    private static final String[] WORDS =
            "grain mill stone water wheel flour bread field harvest river wind sail turns slowly under the old oak Ünïcode 42 3.5 %"
                    .split(" ");

    private EmbeddingModel<?> model;
    private BatchScheduler scheduler;

    protected abstract EmbeddingModel<?> open() throws Exception;

    @BeforeAll
    void openModel() throws Exception {
        model = open();
        scheduler = new BatchScheduler(
                4, Thread.ofPlatform(), BatchScheduler.Callers.WAIT, new Timing(new SimpleMeterRegistry()));
    }

    @AfterAll
    void closeModel() {
        scheduler.close();
        model.close();
    }

    protected final EmbeddingModel<?> model() {
        return model;
    }

    @Test
    void givesEveryTextAVectorOfUnitLengthAndTheDescribedDimensions() throws Exception {
        List<Embedding> embeddings = embed(texts(new Random(1), 20));

        assertThat(embeddings).hasSize(20).allSatisfy(embedding -> {
            assertThat(embedding.vector()).hasSize(model.description().dimensions());
            assertThat(Vectors.cosine(embedding.vector(), embedding.vector())).isCloseTo(1, within(1e-5));
        });
    }

    @Test
    void givesATextTheSameVectorAloneAndInAnyBatch() throws Exception {
        Random random = new Random(20);
        for (int round = 0; round < 4; round++) {
            List<String> texts = texts(random, 1 + random.nextInt(40));
            List<Embedding> together = embed(texts);
            for (int i = 0; i < texts.size(); i += 7) {
                Embedding alone = embed(List.of(texts.get(i))).getFirst();
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
        Random random = new Random(3);
        List<Callable<List<Double>>> work = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            List<String> texts = texts(random, 1 + random.nextInt(6));
            List<Embedding> expected = embed(texts);
            work.add(() -> cosines(expected, embed(texts)));
        }

        try (var executor = Executors.newFixedThreadPool(work.size())) {
            for (Future<List<Double>> cosines : executor.invokeAll(work)) {
                assertThat(cosines.get()).isNotEmpty().allMatch(cosine -> cosine > .9999);
            }
        }
    }

    @Test
    void refusesToEmbedOnceItIsClosed() throws Exception {
        EmbeddingModel<?> other = open();
        assertThatCode(other::check).doesNotThrowAnyException();

        other.close();
        other.close();

        assertThatThrownBy(other::check).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> other.prepare("grain", Purpose.QUERY)).isInstanceOf(QuernException.class);
    }

    protected final List<Embedding> embed(List<String> texts) throws InterruptedException {
        return embed(model, texts);
    }

    private <I extends ModelInput> List<Embedding> embed(EmbeddingModel<I> ready, List<String> texts)
            throws InterruptedException {
        Call call = TestCalls.patient();
        List<I> inputs =
                texts.stream().map(text -> ready.prepare(text, Purpose.PASSAGE)).toList();
        List<float[]> vectors = scheduler.compute(call, Priority.INTERACTIVE, ready, inputs);
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new Embedding(
                        vectors.get(i),
                        inputs.get(i).tokenCount(),
                        inputs.get(i).truncated()))
                .toList();
    }

    private static List<Double> cosines(List<Embedding> left, List<Embedding> right) {
        return IntStream.range(0, left.size())
                .mapToObj(i -> Vectors.cosine(left.get(i).vector(), right.get(i).vector()))
                .toList();
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
