package dev.quern.cache.semantic;

import static dev.quern.cache.semantic.SemanticFixture.DOCS;
import static dev.quern.cache.semantic.SemanticFixture.SETTINGS;
import static dev.quern.cache.semantic.SemanticFixture.answer;
import static dev.quern.cache.semantic.SemanticFixture.call;
import static dev.quern.cache.semantic.SemanticFixture.namespace;
import static dev.quern.cache.semantic.SemanticFixture.near;
import static dev.quern.cache.semantic.SemanticFixture.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cache.Eventually;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Tag;
import dev.quern.cache.Values;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What replicas owe each other over any archive. */
public abstract class SemanticSharing {
    private static final Tag DOCUMENT = Values.document("d");

    private final Random random = new Random(5);
    private SemanticFixture one;
    private SemanticFixture two;

    /** One that is shared by those who get it. */
    protected abstract SemanticArchive archive();

    @BeforeEach
    void start() {
        one = replica();
        two = replica();
    }

    @AfterEach
    void stop() {
        one.cache.close();
        two.cache.close();
    }

    @Test
    void aReplicaServesWhatAnotherHasStored() throws Exception {
        one.put("q");
        awaitAnswer(two, "q", "answer to q");

        one.put("later");

        awaitAnswer(two, "later", "answer to later");
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        for (int i = 0; i < 10; i++) {
            one.put("q" + i, DOCUMENT);
        }
        one.cache.close();

        SemanticFixture again = replica();

        for (int i = 0; i < 10; i++) {
            awaitAnswer(again, "q" + i, "answer to q" + i);
        }
        SemanticHit hit = again.lookUp("q3").hit().orElseThrow();
        assertThat(hit.value().tags()).containsExactly(DOCUMENT);
        assertThat(hit.value().cost().tokens()).isEqualTo(100);
        assertThat(hit.similarity()).isGreaterThan(.9999);
        again.cache.close();
    }

    @Test
    void aReplicaDropsWhatAnotherWasToldIsWrongAndIsAsCareful() throws Exception {
        String wrong = one.put("wrong");
        one.put("acme", DOCS, "right", vector("right"));
        awaitAnswer(two, "wrong", "answer to wrong");
        assertThat(answer(two.lookUp("acme", DOCS, "x", near(vector("right"), .92, random))))
                .isEqualTo("answer to right");

        one.cache.reportWrongHit(call("acme"), DOCS, wrong);

        awaitAnswer(two, "wrong", "nothing");
        Eventually.await("it is as careful", () -> {
            two.pass(Duration.ofSeconds(1));
            return answer(two.lookUp("acme", DOCS, "x", near(vector("right"), .92, random)))
                    .equals("nothing");
        });
        assertThat(two.answer("right")).isEqualTo("answer to right");
    }

    @Test
    void aReplicaTakesTheReportOfWhatAnotherHasServed() throws Exception {
        String wrong = one.put("wrong");

        two.cache.reportWrongHit(call("acme"), DOCS, wrong);

        awaitAnswer(one, "wrong", "nothing");
    }

    @Test
    void whatIsInvalidatedIsNotBroughtBack() throws Exception {
        one.put("tagged", DOCUMENT);
        one.put("other");
        awaitAnswer(two, "tagged", "answer to tagged");

        one.cache.invalidate(new Invalidation.OfTag("acme", DOCUMENT));

        awaitAnswer(two, "tagged", "nothing");
        SemanticFixture again = replica();
        awaitAnswer(again, "other", "answer to other");
        assertThat(again.answer("tagged")).isEqualTo("nothing");
        one.cache.invalidate(new Invalidation.OfTenant("acme"));
        awaitAnswer(two, "other", "nothing");
        awaitAnswer(again, "other", "nothing");
        one.put("new");
        awaitAnswer(again, "new", "answer to new");
        again.cache.close();
    }

    @Test
    void namespacesAndTenantsStayApart() throws Exception {
        one.put("acme", namespace("a", "b"), "q", vector("q"));
        one.put("globex", DOCS, "probe", vector("probe"));
        one.put("acme", namespace("ab", "c"), "probe", vector("probe"));
        one.put("acme", namespace("a", "bc"), "probe", vector("probe"));
        for (SemanticNamespace other : new SemanticNamespace[] {namespace("ab", "c"), namespace("a", "bc")}) {
            Eventually.await("it is loaded", () -> {
                two.pass(Duration.ofSeconds(2));
                return two.lookUp("acme", other, "probe", vector("probe")).hit().isPresent();
            });
            assertThat(answer(two.lookUp("acme", other, "q", vector("q")))).isEqualTo("nothing");
        }
        Eventually.await("it is loaded", () -> {
            two.pass(Duration.ofSeconds(2));
            return two.lookUp("globex", DOCS, "probe", vector("probe")).hit().isPresent();
        });
        assertThat(answer(two.lookUp("globex", namespace("a", "b"), "q", vector("q"))))
                .isEqualTo("nothing");
    }

    protected final SemanticFixture replica() {
        return new SemanticFixture(SETTINGS, SemanticFixture::sameWords, archive());
    }

    static void awaitAnswer(SemanticFixture replica, String question, String answer) throws Exception {
        Eventually.await(answer, () -> {
            replica.pass(Duration.ofSeconds(1));
            return replica.answer(question).equals(answer);
        });
    }
}
