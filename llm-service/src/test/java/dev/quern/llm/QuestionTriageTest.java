package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.llm.QuestionTriage.Triage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionTriageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "URGENT: how do I restore a backup?|HIGH|NEUTRAL",
                "Our production is down, how do I roll back?|HIGH|NEUTRAL",
                "My child is unconscious, what do I do?|HIGH|NEUTRAL",
                "The report is due today, where are the figures?|HIGH|NEUTRAL",
                "Our index is broken again?!|HIGH|NEGATIVE",
                "서버가 다운되었습니다. 어떻게 하나요?|HIGH|NEUTRAL",
                "Is the production down? Nothing works!!|HIGH|NEGATIVE",
                "How does Quern prevent data loss?|NORMAL|NEUTRAL",
                "What is Down syndrome?|NORMAL|NEUTRAL",
                "What is an emergency exit?|NORMAL|NEUTRAL",
                "When did the outage of 2019 end?|NORMAL|NEUTRAL",
                "Who wrote Countdown?|NORMAL|NEUTRAL",
                "What does Quern keep in Redis!|NORMAL|NEUTRAL",
                "Just curious: is this urgent?|LOW|NEUTRAL",
                "No rush, how does it scale?|LOW|NEUTRAL",
                "This is terrible, why does search find nothing?|NORMAL|NEGATIVE",
                "I am not happy, why?|NORMAL|NEUTRAL",
                "Thanks, and how do I delete it?|NORMAL|POSITIVE"
            })
    void goesByRules(String question, Urgency urgency, Sentiment sentiment) throws InterruptedException {
        Triage triage = saying(Optional.empty()).triage(Calls.patient(), question);

        assertThat(triage).isEqualTo(new Triage(urgency, sentiment, "rules"));
    }

    @Test
    void asksAModelOnlyWhereTheRulesFindAHintAndNoMore() throws InterruptedException {
        assertThat(saying(Optional.of("Yes.")).triage(Calls.patient(), "My index is stuck, why?"))
                .isEqualTo(new Triage(Urgency.HIGH, Sentiment.NEUTRAL, "model"));
        assertThat(saying(Optional.of("no"))
                        .triage(Calls.patient(), "My index is stuck, why?")
                        .urgency())
                .isEqualTo(Urgency.NORMAL);
        assertThat(saying(Optional.of("yes")).triage(Calls.patient(), "What is an index?"))
                .isEqualTo(new Triage(Urgency.NORMAL, Sentiment.NEUTRAL, "rules"));
    }

    @Test
    void readsQuestionsOfAnyLength() throws InterruptedException {
        for (String question : new String[] {"?".repeat(32_000) + "!", "happy ".repeat(6_000)}) {
            assertThat(saying(Optional.empty())
                            .triage(Calls.patient(), question)
                            .urgency())
                    .isEqualTo(Urgency.NORMAL);
        }
    }

    @Test
    void takesNothingElseThanYesOrNoFromAModel() throws InterruptedException {
        assertThat(saying(Optional.of("Yes, because the sky is blue"))
                        .triage(Calls.patient(), "My index is stuck, why?"))
                .isEqualTo(new Triage(Urgency.NORMAL, Sentiment.NEUTRAL, "rules"));
    }

    private static QuestionTriage saying(Optional<String> text) {
        return new QuestionTriage((call, role, conversation, maxTokens) -> {
            assertThat(role).isEqualTo(Role.AFFECT);
            return text.map(said -> new ShortText.Text(said, "model", 10, 1, 0));
        });
    }
}
