package dev.quern.cache.semantic;

import static dev.quern.cache.semantic.SemanticFixture.DOCS;
import static dev.quern.cache.semantic.SemanticFixture.SETTINGS;
import static dev.quern.cache.semantic.SemanticFixture.answer;
import static dev.quern.cache.semantic.SemanticFixture.call;
import static dev.quern.cache.semantic.SemanticFixture.content;
import static dev.quern.cache.semantic.SemanticFixture.namespace;
import static dev.quern.cache.semantic.SemanticFixture.near;
import static dev.quern.cache.semantic.SemanticFixture.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.cache.CacheConfig.SemanticMode;
import dev.quern.cache.Content;
import dev.quern.cache.Cost;
import dev.quern.cache.Glob;
import dev.quern.cache.Invalidation;
import dev.quern.cache.Tag;
import dev.quern.cache.TagKind;
import dev.quern.cache.Values;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SemanticCacheTest {
    private final SemanticFixture fixture = SemanticFixture.verified();
    private final Random random = new Random(11);

    @Test
    void servesTheAnswerToAQuestionThatMeansTheSame() throws Exception {
        String id = fixture.put("How fast is it?");
        fixture.pass(Duration.ofMinutes(3));

        SemanticLookup lookup =
                fixture.lookUp("acme", DOCS, "How quick is it?", near(vector("How fast is it?"), .95, random));

        SemanticHit hit = lookup.hit().orElseThrow();
        assertThat(answer(lookup)).isEqualTo("answer to How fast is it?");
        assertThat(hit.entryId()).isEqualTo(id);
        assertThat(hit.question()).isEqualTo("How fast is it?");
        assertThat(hit.similarity()).isBetween(.949, .951);
        assertThat(hit.score()).isBetween(.949, .951);
        assertThat(fixture.cache.age(hit.value())).isEqualTo(Duration.ofMinutes(3));
        assertThat(lookup.rejection()).isEmpty();
    }

    @Test
    void theSurestOfTheCandidatesWinsNotTheNearest() throws Exception {
        float[] asked = vector("asked");
        fixture.put("acme", DOCS, "with 5", near(asked, .99, random));
        fixture.put("acme", DOCS, "with nothing", near(asked, .92, random));

        assertThat(answer(fixture.lookUp("acme", DOCS, "asked", asked))).isEqualTo("answer to with nothing");
    }

    @Test
    void saysWhyTheNearestWasNotServed() throws Exception {
        float[] asked = vector("asked");
        fixture.put("acme", DOCS, "with 5", near(asked, .99, random));
        fixture.put("acme", DOCS, "less near", near(asked, .8, random));
        Rejection conflict =
                fixture.lookUp("acme", DOCS, "asked", asked).rejection().orElseThrow();
        assertThat(conflict.reason()).isEqualTo("numbers");
        assertThat(conflict.similarity()).isBetween(.989, .991);
        fixture.put("acme", namespace("other", "v1"), "less near", near(asked, .8, random));
        assertThat(fixture.lookUp("acme", namespace("other", "v1"), "asked", asked)
                        .rejection())
                .map(Rejection::reason)
                .contains("below_threshold");
        assertThat(fixture.lookUp("nothing like it")).isEqualTo(SemanticLookup.NOTHING);
        assertThat(fixture.cache.statistics().rejections()).containsEntry("numbers", 1L);
    }

    @Test
    void aModeComparesVectorsAlone() throws Exception {
        SemanticFixture plain = new SemanticFixture(
                SemanticFixture.with(SemanticMode.COSINE, 10), Verification.BY_COSINE, SemanticArchive.NONE);
        plain.put("it has 5");

        assertThat(answer(plain.lookUp("acme", DOCS, "it has 6", near(vector("it has 5"), .91, random))))
                .isEqualTo("answer to it has 5");
        assertThat(answer(plain.lookUp("acme", DOCS, "it has 6", near(vector("it has 5"), .89, random))))
                .isEqualTo("nothing");
    }

    @Test
    void aModeIsOff() throws Exception {
        SemanticFixture off = SemanticFixture.of(SemanticFixture.with(SemanticMode.OFF, 10));

        assertThat(off.put("q")).isEmpty();
        assertThat(off.answer("q")).isEqualTo("nothing");
        assertThat(off.cache.statistics().enabled()).isFalse();
    }

    @Test
    void anAnswerToTheSameWordsReplacesTheOneBefore() throws Exception {
        fixture.put("What is  it?");
        fixture.put(" What is it?");

        assertThat(fixture.cache.statistics().entries()).isEqualTo(1);
        assertThat(answer(fixture.lookUp("acme", DOCS, "x", vector(" What is it?"))))
                .isEqualTo("answer to  What is it?");
        assertThat(answer(fixture.lookUp("acme", DOCS, "x", vector("What is  it?"))))
                .isEqualTo("nothing");
    }

    @Test
    void forgetsWhatIsTwoHoursOld() throws Exception {
        fixture.put("q");
        fixture.pass(Duration.ofHours(2).minusMillis(1));
        assertThat(fixture.answer("q")).isEqualTo("answer to q");
        fixture.pass(Duration.ofMillis(1));

        assertThat(fixture.answer("q")).isEqualTo("nothing");
        fixture.put("another");
        assertThat(fixture.cache.statistics().entries()).isEqualTo(1);
    }

    @Test
    void theLeastRecentlyUsedFallsOut() throws Exception {
        for (int i = 0; i < 10; i++) {
            fixture.put("question " + i);
        }
        assertThat(fixture.answer("question 0")).isEqualTo("answer to question 0");

        fixture.put("one more");

        assertThat(fixture.answer("question 1")).isEqualTo("nothing");
        assertThat(fixture.answer("question 0")).isEqualTo("answer to question 0");
        assertThat(fixture.answer("question 2")).isEqualTo("answer to question 2");
        assertThat(fixture.cache.statistics().entries()).isEqualTo(10);
        assertThat(fixture.cache.statistics().evictions()).isEqualTo(1);
    }

    @Test
    void givesBytesBackAtOnceWhenItShrinksAndTakesThemAgainLater() throws Exception {
        putLarge("older", 4);
        fixture.pass(Duration.ofSeconds(1));
        putLarge("newer", 2);

        fixture.cache.resize(.5);

        assertThat(fixture.cache.statistics().bytes()).isPositive().isLessThanOrEqualTo(SETTINGS.bytes() / 2);
        assertThat(large("newer", 1)).isTrue();
        assertThat(large("older", 0)).isFalse();

        fixture.cache.resize(1);
        putLarge("newest", 5);
        assertThat(fixture.cache.statistics().bytes()).isGreaterThan(SETTINGS.bytes() / 2);
    }

    @Test
    void staysWithinItsBytesAndLetsGoOfWholeNamespacesThatNobodyUses() throws Exception {
        putLarge("idle", 3);
        fixture.pass(Duration.ofMinutes(11));
        putLarge("older", 4);
        putLarge("newer", 1);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(large("newer", 0)).isTrue();

        putLarge("newest", 2);

        assertThat(fixture.cache.statistics().bytes()).isLessThanOrEqualTo(SETTINGS.bytes());
        assertThat(large("idle", 2)).isFalse();
        assertThat(large("older", 0)).isTrue();
        putLarge("newest", 5);
        assertThat(fixture.cache.statistics().bytes()).isLessThanOrEqualTo(SETTINGS.bytes());
        assertThat(large("older", 1)).isFalse();
        assertThat(large("newest", 4)).isTrue();
    }

    @Test
    void theNamespaceOfAnEarlierVersionIsDroppedSoon() throws Exception {
        fixture.put("acme", namespace("docs", "v1"), "q", vector("q"));
        fixture.put("acme", namespace("docs", "v2"), "q", vector("q"));
        fixture.put("acme", namespace("other", "v1"), "q", vector("q"));
        assertThat(answer(fixture.lookUp("acme", namespace("docs", "v1"), "q", vector("q"))))
                .isEqualTo("answer to q");
        fixture.pass(Duration.ofMinutes(2));

        fixture.put("acme", namespace("docs", "v2"), "another", vector("another"));

        assertThat(fixture.cache.statistics().namespaces()).isEqualTo(2);
        assertThat(fixture.cache.statistics().entries()).isEqualTo(3);
    }

    @Test
    void whoOnlyAsksMakesFewNamespacesAndCostsNobodyTheirs() throws Exception {
        fixture.put("q");
        fixture.pass(Duration.ofSeconds(1));

        for (int i = 0; i < 10_001; i++) {
            fixture.lookUp("noisy", variant(i), "q", vector("q"));
        }

        assertThat(fixture.answer("q")).isEqualTo("answer to q");
        assertThat(fixture.cache.statistics().namespaces()).isEqualTo(201);
        fixture.put("noisy", variant(9_999), "q", vector("q"));
        assertThat(answer(fixture.lookUp("noisy", variant(9_999), "q", vector("q"))))
                .isEqualTo("answer to q");
        fixture.pass(SETTINGS.idle().plusSeconds(1));
        fixture.put("another");
        assertThat(fixture.cache.statistics().namespaces()).isEqualTo(2);
        fixture.lookUp("noisy", variant(1), "q", vector("q"));
        assertThat(fixture.cache.statistics().namespaces()).isEqualTo(3);
    }

    @Test
    void aTenantWithMostNamespacesGivesWayItself() throws Exception {
        SemanticFixture roomy = SemanticFixture.of(SemanticFixture.withBytes(256L * 1024 * 1024));
        roomy.put("q");
        roomy.pass(Duration.ofSeconds(1));

        for (int i = 0; i < 10_001; i++) {
            roomy.put("noisy", variant(i), "q", new float[] {1, 0});
            roomy.pass(Duration.ofMillis(1));
        }

        assertThat(roomy.answer("q")).isEqualTo("answer to q");
        assertThat(answer(roomy.lookUp("noisy", variant(10_000), "q", new float[] {1, 0})))
                .isEqualTo("answer to q");
        assertThat(answer(roomy.lookUp("noisy", variant(0), "q", new float[] {1, 0})))
                .isEqualTo("nothing");
        assertThat(roomy.cache.statistics().namespaces()).isBetween(9_900L, 10_000L);
    }

    @Test
    void aTenantWithMostBytesGivesWayItself() throws Exception {
        fixture.put("globex", namespace("docs", "v1"), "q", vector("q"));
        fixture.pass(SETTINGS.idle().multipliedBy(2));

        putLarge("docs", 9);

        assertThat(answer(fixture.lookUp("globex", namespace("docs", "v1"), "q", vector("q"))))
                .isEqualTo("answer to q");
        assertThat(fixture.cache.statistics().bytes()).isLessThanOrEqualTo(SETTINGS.bytes());
    }

    @Test
    void askingForAVersionThatIsNotThereDropsNothing() throws Exception {
        fixture.put("q");
        fixture.lookUp("acme", namespace("docs", "v2"), "q", vector("q"));
        fixture.pass(Duration.ofMinutes(5));

        fixture.put("acme", namespace("other", "v1"), "q", vector("q"));

        assertThat(fixture.answer("q")).isEqualTo("answer to q");
    }

    @Test
    void tenantsAndNamespacesNeverSeeEachOther() throws Exception {
        // Few words in many places, so that a mix-up of any two places would show.
        List<String> words = List.of("a", "b", "", "a\u0000b", "ab", "b:a", "{a}");
        Map<TenantNamespace, Map<String, String>> expected = new HashMap<>();
        for (int step = 0; step < 3_000; step++) {
            SemanticNamespace namespace = new SemanticNamespace(
                    pick(words, "c"),
                    pick(words, "v"),
                    pick(words, "m"),
                    pick(words, ""),
                    pick(words, ""),
                    pick(words, ""));
            TenantNamespace name = new TenantNamespace(random.nextBoolean() ? "acme" : "acm", namespace);
            Map<String, String> there = expected.computeIfAbsent(name, _ -> new HashMap<>());
            String question = "q" + random.nextInt(3);
            if (random.nextBoolean()) {
                there.put(question, fixture.put(name.tenant(), namespace, question, vector(question)));
            }
            for (String asked : Set.of("q0", "q1", "q2")) {
                assertThat(fixture.lookUp(name.tenant(), namespace, asked, vector(asked))
                                .hit()
                                .map(SemanticHit::entryId)
                                .orElse("none"))
                        .isEqualTo(there.getOrDefault(asked, "none"));
            }
        }
        assertThat(new HashSet<>(expected.values()).size()).isGreaterThan(100);
    }

    @Test
    void aReportedHitIsGoneAndHitsBecomeHarderForAWhile() throws Exception {
        float[] asked = vector("asked");
        String wrong = fixture.put("acme", DOCS, "wrong", near(asked, .99, random));
        fixture.put("acme", DOCS, "right", near(asked, .93, random));
        fixture.put("acme", namespace("other", "v1"), "right", near(asked, .93, random));

        fixture.cache.reportWrongHit(call("acme"), DOCS, wrong);

        assertThat(fixture.lookUp("acme", DOCS, "asked", asked).rejection())
                .map(Rejection::reason)
                .contains("below_threshold");
        assertThat(answer(fixture.lookUp("acme", namespace("other", "v1"), "asked", asked)))
                .isEqualTo("answer to right");
        assertThat(fixture.cache.statistics().reportedWrong()).isEqualTo(1);
        fixture.pass(Duration.ofDays(3));
        fixture.put("acme", DOCS, "right", near(asked, .93, random));
        assertThat(answer(fixture.lookUp("acme", DOCS, "asked", asked))).isEqualTo("answer to right");
    }

    @Test
    void theSameWordsAreServedHoweverManyReportsThereWere() throws Exception {
        for (int i = 0; i < 100; i++) {
            fixture.cache.reportWrongHit(call("acme"), DOCS, fixture.put("q" + i));
        }
        fixture.put("right");

        assertThat(fixture.answer("right")).isEqualTo("answer to right");
        assertThat(answer(fixture.lookUp("acme", DOCS, "x", near(vector("right"), .99, random))))
                .isEqualTo("nothing");
    }

    @Test
    void anEntryThatIsNotThereCannotBeReported() throws Exception {
        String id = fixture.put("q");

        assertThat(failure(() -> fixture.cache.reportWrongHit(call("globex"), DOCS, id))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        QuernException unknown = failure(() -> fixture.cache.reportWrongHit(call("acme"), DOCS, "none"));
        assertThat(unknown.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(unknown.field()).contains("entry_id");
        assertThat(fixture.answer("q")).isEqualTo("answer to q");
    }

    @Test
    void whatIsInvalidatedByTagOrAltogetherIsGone() throws Exception {
        Tag one = new Tag(TagKind.DOCUMENT, "1");
        fixture.put("of one", one);
        fixture.put("of two", new Tag(TagKind.DOCUMENT, "2"));
        fixture.put("globex", DOCS, "of one", vector("of one"), one);

        assertThat(fixture.cache.invalidate(new Invalidation.OfTag("acme", one)))
                .isEqualTo(1);

        assertThat(fixture.answer("of one")).isEqualTo("nothing");
        assertThat(fixture.answer("of two")).isEqualTo("answer to of two");
        assertThat(fixture.cache.invalidate(new Invalidation.OfPattern("acme", new Glob("of*"))))
                .isZero();
        assertThat(fixture.cache.invalidate(new Invalidation.OfKey(Values.key("acme", "of two"))))
                .isZero();
        assertThat(fixture.answer("of two")).isEqualTo("answer to of two");
        assertThat(fixture.cache.invalidate(new Invalidation.OfPattern("acme", new Glob("*"))))
                .isEqualTo(1);
        assertThat(fixture.answer("of two")).isEqualTo("nothing");
        assertThat(answer(fixture.lookUp("globex", DOCS, "of one", vector("of one"))))
                .isEqualTo("answer to of one");
    }

    @Test
    void refusesVectorsThatCannotBeComparedAndChangesNothing() throws Exception {
        fixture.put("q");
        float[] notANumber = vector("q");
        notANumber[3] = Float.NaN;
        float[] infinite = vector("q");
        infinite[0] = Float.NEGATIVE_INFINITY;

        for (float[] vector : List.of(
                notANumber,
                infinite,
                new float[vector("q").length],
                new float[0],
                new float[] {1, 2},
                new float[5_000])) {
            assertThat(failure(() -> fixture.put("acme", DOCS, "other", vector)).field())
                    .contains("vector");
            assertThat(failure(() -> fixture.lookUp("acme", DOCS, "q", vector)).field())
                    .contains("vector");
        }
        assertThat(fixture.answer("q")).isEqualTo("answer to q");
        assertThat(fixture.cache.statistics().entries()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsTooMuch() {
        assertThat(failure(() -> fixture.put("acme", DOCS, "", vector("q"))).field())
                .contains("question");
        assertThat(failure(() -> fixture.put("acme", DOCS, "x".repeat(16_385), vector("q")))
                        .field())
                .contains("question");
        QuernException large = failure(() -> fixture.cache.put(
                call("acme"), DOCS, "q", vector("q"), new Content(new byte[4 * 1024 * 1024 + 1]), Set.of(), Cost.NONE));
        assertThat(large.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        Tag[] tags = new Tag[65];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = Values.document("d" + i);
        }
        assertThat(failure(() -> fixture.put("q", tags)).field()).contains("tags");
        assertThat(failure(() -> namespace("", "v")).field()).contains("namespace.collection");
        assertThat(failure(() -> namespace("c", "x".repeat(600))).field()).contains("namespace.collection_version");
    }

    @Test
    void isForThoseWhoAskOrIngest() {
        assertThatThrownBy(() -> fixture.cache.lookUp(call("acme", Scope.ADMIN), DOCS, "q", vector("q")))
                .hasMessageContaining("ask");
        assertThatThrownBy(() -> fixture.cache.put(
                        call("acme", Scope.ADMIN), DOCS, "q", vector("q"), content("a"), Set.of(), Cost.NONE))
                .hasMessageContaining("ask");
        assertThatThrownBy(() -> fixture.cache.reportWrongHit(call("acme", Scope.ADMIN), DOCS, "id"))
                .hasMessageContaining("ask");
        assertThat(fixture.cache.lookUp(call("acme", Scope.INGEST), DOCS, "q", vector("q")))
                .isEqualTo(SemanticLookup.NOTHING);
    }

    @Test
    void countsWhatItSaves() throws Exception {
        fixture.put("q");
        fixture.lookUp("q");
        fixture.lookUp("acme", DOCS, "x", near(vector("q"), .95, random));
        fixture.lookUp("none");

        SemanticStatistics statistics = fixture.cache.statistics();

        assertThat(statistics.hits()).isEqualTo(2);
        assertThat(statistics.misses()).isEqualTo(1);
        assertThat(statistics.savedTime()).isEqualTo(Duration.ofSeconds(4));
        assertThat(statistics.savedTokens()).isEqualTo(200);
        assertThat(statistics.lastHits()).hasSize(2);
        assertThat(statistics.lastHits().getFirst().similarity()).isBetween(.949, .951);
        assertThat(statistics.bytes()).isPositive();
    }

    @Test
    void implausibleSettingsNameTheirKey() {
        assertThatThrownBy(() -> SemanticFixture.with(SemanticMode.VERIFIED, 100_001))
                .hasMessage("quern.cache.semantic.entries must be 1 to 100000");
    }

    private void putLarge(String collection, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            String question = collection + i;
            fixture.cache.put(
                    call("acme"),
                    namespace(collection, "v"),
                    question,
                    vector(question),
                    new Content(new byte[2 * 1024 * 1024]),
                    Set.of(),
                    Cost.NONE);
        }
    }

    private static SemanticNamespace variant(int number) {
        return new SemanticNamespace("docs", "v1", "model", "p1", "en", "alpha=." + number);
    }

    private boolean large(String collection, int number) {
        String question = collection + number;
        return fixture.lookUp("acme", namespace(collection, "v"), question, vector(question))
                .hit()
                .isPresent();
    }

    private String pick(List<String> words, String instead) {
        String word = words.get(random.nextInt(words.size()));
        return word.isEmpty() ? instead : word;
    }

    private static QuernException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return catchThrowableOfType(QuernException.class, action);
    }
}
