package dev.quern.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuestionIndexTest {
    private static final int SIZE = 384;

    private final Random random = new Random(7);
    private int next;

    @Test
    void findsWhatAnExactScanFindsAmongMany() {
        // Given: topics with some questions each, as people ask them
        List<StoredQuestion> all = new ArrayList<>();
        QuestionIndex index = new QuestionIndex(SIZE);
        for (int topic = 0; topic < 500; topic++) {
            float[] centre = SemanticFixture.random(random, SIZE);
            for (int i = 0; i < 10; i++) {
                StoredQuestion question =
                        question(SemanticFixture.near(centre, .75 + .25 * random.nextDouble(), random));
                all.add(question);
                index.add(question);
            }
        }
        int wanted = 0;
        int found = 0;
        for (int i = 0; i < 300; i++) {
            StoredQuestion some = all.get(random.nextInt(all.size()));
            UnitVector asked = UnitVector.of(
                    SemanticFixture.near(some.vector().components(), .7 + .3 * random.nextDouble(), random));

            // When
            List<StoredQuestion> nearest = nearest(index, asked, .7);

            List<StoredQuestion> exact = exact(all, asked, .7);
            wanted += exact.size();
            found += (int) exact.stream().filter(nearest::contains).count();
        }

        // Then
        assertThat(wanted).isGreaterThan(300);
        assertThat((double) found / wanted).isGreaterThanOrEqualTo(.99);
    }

    @Test
    void findsTheNearestOfMoreThanItComparesExactly() {
        float[] centre = SemanticFixture.random(random, SIZE);
        QuestionIndex index = new QuestionIndex(SIZE);
        List<StoredQuestion> all = new ArrayList<>();
        for (int i = 0; i < 3 * QuestionIndex.EXACT; i++) {
            StoredQuestion question = question(SemanticFixture.near(centre, .8, random));
            all.add(question);
            index.add(question);
        }

        int found = 0;
        for (int i = 0; i < 100; i++) {
            StoredQuestion some = all.get(random.nextInt(all.size()));
            UnitVector asked = UnitVector.of(SemanticFixture.near(some.vector().components(), .9, random));
            found += nearest(index, asked, .7).contains(some) ? 1 : 0;
        }

        assertThat(found).isGreaterThanOrEqualTo(99);
    }

    @Test
    void isExactForFewAndOrdersByCosine() {
        float[] asked = SemanticFixture.random(random, SIZE);
        QuestionIndex index = new QuestionIndex(SIZE);
        StoredQuestion far = add(index, SemanticFixture.near(asked, .72, random));
        StoredQuestion near = add(index, SemanticFixture.near(asked, .95, random));
        StoredQuestion between = add(index, SemanticFixture.near(asked, .8, random));
        add(index, SemanticFixture.near(asked, .69, random));

        assertThat(nearest(index, UnitVector.of(asked), .7)).containsExactly(near, between, far);
        assertThat(index.nearest(UnitVector.of(asked), 1, .7, Instant.now()))
                .extracting(Candidate::stored)
                .containsExactly(near);
    }

    @Test
    void equalVectorsAreAllKeptApart() {
        float[] vector = SemanticFixture.random(random, SIZE);
        QuestionIndex index = new QuestionIndex(SIZE);
        List<StoredQuestion> all = IntStream.range(0, 3 * QuestionIndex.EXACT)
                .mapToObj(_ -> add(index, vector))
                .toList();

        assertThat(nearest(index, UnitVector.of(vector), .99)).hasSize(4).allMatch(all::contains);
    }

    @Test
    void usesTheRoomOfWhatWasRemovedAgain() {
        QuestionIndex index = new QuestionIndex(SIZE);
        for (int i = 0; i < 1_000; i++) {
            StoredQuestion question = add(index, SemanticFixture.random(random, SIZE));
            index.remove(question);
        }
        StoredQuestion last = add(index, SemanticFixture.random(random, SIZE));

        assertThat(index.questions()).containsExactly(last);
        assertThat(nearest(index, last.vector(), .7)).containsExactly(last);
    }

    @Test
    void searchesWhileItIsChangedReturnNothingThatIsNotNear() throws Exception {
        QuestionIndex index = new QuestionIndex(SIZE);
        float[] centre = SemanticFixture.random(random, SIZE);
        StoredQuestion always = add(index, centre);
        AtomicBoolean over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes = threads.submit(() -> {
                Random own = new Random(1);
                List<StoredQuestion> there = new ArrayList<>();
                for (int i = 0; i < 3_000; i++) {
                    StoredQuestion question = question(SemanticFixture.random(own, SIZE));
                    there.add(question);
                    index.add(question);
                    if (there.size() > 1_200) {
                        index.remove(there.remove(own.nextInt(there.size())));
                    }
                }
                over.set(true);
                return there.size();
            });
            int searches = 0;
            while (!over.get() || searches < 100) {
                assertThat(nearest(index, UnitVector.of(centre), .7)).containsExactly(always);
                searches++;
            }

            assertThat(changes.get()).isEqualTo(1_200);
            assertThat(index.questions()).hasSize(1_201);
        }
    }

    private StoredQuestion add(QuestionIndex index, float[] vector) {
        StoredQuestion question = question(vector);
        index.add(question);
        return question;
    }

    private synchronized StoredQuestion question(float[] vector) {
        String text = "q" + next++;
        return new StoredQuestion(
                text, text, AskedQuestion.of(text, "en"), UnitVector.of(vector), Values.value("answer"));
    }

    private static List<StoredQuestion> nearest(QuestionIndex index, UnitVector asked, double floor) {
        return index.nearest(asked, 4, floor, Instant.now()).stream()
                .map(Candidate::stored)
                .toList();
    }

    private static List<StoredQuestion> exact(List<StoredQuestion> all, UnitVector asked, double floor) {
        return all.stream()
                .map(stored -> new Candidate(stored, asked.cosine(stored.vector())))
                .filter(candidate -> candidate.cosine() >= floor)
                .sorted(Comparator.comparingDouble(Candidate::cosine).reversed())
                .limit(4)
                .map(Candidate::stored)
                .toList();
    }
}
