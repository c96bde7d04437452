package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardedModelTest extends LanguageModelContract {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Moody moody = new Moody();
    private final GuardedModel guarded = guarded(moody, HOUR);

    @Override
    protected LanguageModel model() {
        return guarded.model();
    }

    static GuardedModel guarded(LanguageModel model, Duration longSilence) {
        ModelProfile profile = new ModelProfile(
                model.name(), model.backEnd(), Tier.SMALL, 2048, 1024, 200, 0, 0, 0, 2, Set.of(Role.REASONING));
        ModelFailures failures = ModelFailures.of(model.backEnd(), model.name());
        return new GuardedModel(profile, model, new CircuitBreaker(failures, 3, HOUR, System::nanoTime), longSilence);
    }

    @Test
    void isNotAskedAnyMoreAfterFailuresInARow() {
        moody.failure = new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "It is broken.");
        for (int i = 0; i < 3; i++) {
            assertThat(failure().text()).isEqualTo("It is broken.");
        }

        assertThat(failure().text())
                .contains("left alone", "failed 3 times in a row.")
                .doesNotContain("It is broken.");

        assertThat(moody.asked).hasValue(3);
        assertThat(guarded.trouble()).isPresent();
        assertThatThrownBy(() -> guarded.model().check()).hasMessageContaining("3 times in a row");
        assertThat(moody.checked).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {
                "INVALID_ARGUMENT",
                "UNPROCESSABLE",
                "CANCELLED",
                "DEADLINE_EXCEEDED",
                "OVERLOADED",
                "RATE_LIMITED",
                "INTERNAL"
            })
    void isNotToBlameForWhatIsNotItsFault(ErrorCode code) {
        moody.failure = new QuernException(code, "No.");

        for (int i = 0; i < 5; i++) {
            assertThat(failure()).isNotNull();
        }

        assertThat(guarded.trouble()).isEmpty();
    }

    @Test
    void isToBlameForDeadlinesThatPassWhileItIsSilentForLong() {
        GuardedModel impatient = guarded(moody, Duration.ZERO);
        moody.failure = new QuernException(ErrorCode.DEADLINE_EXCEEDED, "Late.");

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> impatient.model().generate(Calls.patient(), CONVERSATION, SHORT, part -> true))
                    .hasMessage("Late.");
        }

        assertThat(impatient.trouble()).isPresent();
    }

    @Test
    void isNotToBlameForWhoeverTakesItsTokens() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> guarded.model().generate(Calls.patient(), CONVERSATION, SHORT, part -> {
                        throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "The caller's part failed.");
                    }))
                    .hasMessage("The caller's part failed.");
        }

        assertThat(guarded.trouble()).isEmpty();
    }

    @Test
    void isLeftAloneForAsLongAsItAsks() {
        moody.failure = QuernException.overloaded("Busy.", Duration.ofMinutes(5));

        assertThat(failure().text()).isEqualTo("Busy.");

        QuernException refused = failure();
        assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(refused.retryAfter().orElseThrow()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        assertThat(moody.asked).hasValue(1);
    }

    @Test
    void tellsCallersWhenToComeAgainEvenIfItsServerDoesNot() {
        moody.failure = new QuernException(ErrorCode.OVERLOADED, "Busy.");

        assertThat(failure().retryAfter()).isPresent();
        assertThat(guarded.trouble()).isEmpty();
    }

    @Test
    void isAvailableAgainOnceAnExaminationSucceedsAndOneGenerationToo() throws InterruptedException {
        moody.trouble = true;
        for (int i = 0; i < 3; i++) {
            assertThat(guarded.trouble()).isEmpty();
            guarded.examine(Duration.ofMinutes(1));
        }
        assertThat(guarded.trouble().orElseThrow()).contains("It is away.");

        moody.trouble = false;
        guarded.examine(Duration.ofMinutes(1));

        assertThat(guarded.trouble()).isEmpty();
        assertThat(guarded.model()
                        .generate(Calls.patient(), CONVERSATION, SHORT, part -> true)
                        .completionTokens())
                .isEqualTo(3);
    }

    @Test
    void isThereForAllAtTheFirstTokenOfTheOneThatTriesIt() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            moody.trouble = true;
            guarded.examine(Duration.ofMinutes(1));
        }
        moody.trouble = false;
        guarded.examine(Duration.ofMinutes(1));
        List<Optional<String>> troubles = new ArrayList<>();

        guarded.model().generate(Calls.patient(), CONVERSATION, SHORT, part -> troubles.add(guarded.trouble()));

        assertThat(troubles).isNotEmpty().allMatch(Optional::isEmpty);
    }

    @Test
    void isNotExaminedWhileItGivesTokens() throws InterruptedException {
        guarded.model().generate(Calls.patient(), CONVERSATION, SHORT, part -> true);

        guarded.examine(Duration.ofMinutes(1));

        assertThat(moody.checked).hasValue(0);
    }

    @Test
    void isExaminedAgainAndAgain() throws InterruptedException {
        moody.examinations = new CountDownLatch(3);

        try (ModelWatch watch = new ModelWatch(guarded, Duration.ofMillis(1))) {
            watch.start();

            assertThat(moody.examinations.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private QuernException failure() {
        return catchThrowableOfType(
                QuernException.class,
                () -> guarded.model().generate(Calls.patient(), CONVERSATION, SHORT, part -> true));
    }

    /** Speaks, or fails as it is told. */
    private static final class Moody implements LanguageModel {
        private final LanguageModel good = ScriptedModel.saying("one two three four five six seven eight nine");
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger checked = new AtomicInteger();
        private CountDownLatch examinations = new CountDownLatch(0);
        private volatile @Nullable QuernException failure;
        private volatile boolean trouble;

        @Override
        public String name() {
            return "moody";
        }

        @Override
        public BackEnd backEnd() {
            return BackEnd.OPENAI;
        }

        @Override
        public String fingerprint() {
            return good.fingerprint();
        }

        @Override
        public int countTokens(String text) {
            return good.countTokens(text);
        }

        @Override
        public ModelOutcome generate(Call call, List<Message> conversation, GenerationOptions options, TokenSink sink)
                throws InterruptedException {
            asked.incrementAndGet();
            QuernException told = failure;
            if (told != null) {
                throw told;
            }
            return good.generate(call, conversation, options, sink);
        }

        @Override
        public void check() {
            checked.incrementAndGet();
            examinations.countDown();
            if (trouble) {
                throw new QuernException(ErrorCode.SERVICE_UNAVAILABLE, "It is away.");
            }
        }

        @Override
        public void close() {}
    }
}
