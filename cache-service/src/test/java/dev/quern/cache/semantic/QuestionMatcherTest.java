package dev.quern.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionMatcherTest {
    private static final double NEARLY_EQUAL = 0.99;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numbers   | What can I buy for 5 dollars?               | What can I buy for 50 dollars?",
                "numbers   | Can a five year old swim?                   | Can a six year old swim?",
                "numbers   | Who came second?                            | Who came third?",
                "numbers   | What is new in version 2.1?                 | What is new in version 2.2?",
                "numbers   | Which trains leave between 9 and 10?        | Which trains leave between 9 and 11?",
                "units     | How far is 5 km?                            | How far is 5 miles?",
                "units     | Is 40% enough?                              | Is 40 enough?",
                "dates     | What is open in May?                        | What is open in June?",
                "dates     | Who wins this year?                         | Who wins next year?",
                "negation  | Why does it work?                           | Why doesn't it work?",
                "negation  | Can I fly without a passport?               | Can I fly with a passport?",
                "names     | Who is the mayor of Lyon?                   | Who is the mayor of Nantes?",
                "topic     | who is the mayor of lyon                    | who is the mayor of nantes",
                "opposites | How do I enable the cache?                  | How do I disable the cache?",
                "opposites | how can i buy shares                        | how can i sell shares",
                "direction | What should I eat before a run?             | What should I eat during a run?",
                "direction | Is Earth in a black hole?                   | Is Earth a black hole?",
                "order     | How do I convert miles to metres?           | How do I convert metres to miles?",
                "order     | Is Java older than Python?                  | Is Python older than Java?",
                "order     | How far is it to Rome from Pisa?            | How far is it to Pisa from Rome?",
                "order     | 3 apples and 2 pears                        | 2 apples and 3 pears",
                "roles     | Who follows Anna?                           | Who is followed by Anna?",
                "question  | When was the bridge closed?                 | Why was the bridge closed?",
                "question  | What is a mortgage?                         | How do I mortgage?",
                "question  | How long is the bridge?                     | How old is the bridge?",
                "tense     | Can I report the income?                    | Must I report the income?",
                "tense     | Who is the president?                       | Who was the president?",
                "person    | How can I contact you?                      | How can you contact me?",
                "superlative | What is the fastest way to pay?           | What is the cheapest way to pay?",
                "identifiers | What does --force do?                     | What does --no-force do?",
                "language  | 비밀번호를 바꾸는 방법은?                      | How do I change the password?",
                "topic     | 서울의 인구는?                                | 부산의 인구는?",
            })
    void isRefusedForWhatDiffersWhicheverCameFirst(String conflict, String one, String other) {
        // Given
        AskedQuestion asked = AskedQuestion.of(one, "en");
        AskedQuestion stored = AskedQuestion.of(other, "en");

        // When
        Match match = QuestionMatcher.match(asked, stored, NEARLY_EQUAL);
        Match turned = QuestionMatcher.match(stored, asked, NEARLY_EQUAL);

        // Then
        assertThat(match.conflict()).contains(conflict);
        assertThat(turned).isEqualTo(match);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is the refund policy?        | what is  the REFUND policy",
                "What's new?                       | What’s new",
                "Is it “free”?                     | is it \"free\" ?",
                "What is the ﬁrst oﬀer?            | What is the first offer?",
                "How much is 1 000?                 | How much is 1\u00a0000?",
                "환불은 어떻게 하나요?                | 환불은  어떻게 하나요",
                "Wie setze ich es zurück?          | wie setze ich es zurück",
            })
    void isTheSameButForSpelling(String one, String other) {
        // When
        Match match = QuestionMatcher.match(AskedQuestion.of(one, ""), AskedQuestion.of(other, ""), 0.5);

        // Then
        assertThat(match.score()).isEqualTo(1);
        assertThat(match.conflict()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What is Quern?",
                "Is the service free?",
                "how do i reset my password",
                "Who is the mayor of São Paulo?",
                "Can I pay in Los Angeles?",
                "How much is a visa for la Réunion per year?",
                "Please tell me what the refund policy is",
            })
    void isReadAsEnglishWhereOnlyTheScriptIsKnown(String question) {
        // The gateway knows no more of a question in Latin letters than their script.
        assertThat(AskedQuestion.of(question, "und-Latn").language()).isEqualTo(AskedQuestion.Script.ENGLISH);
        assertThat(AskedQuestion.of(question, "und").language()).isEqualTo(AskedQuestion.Script.ENGLISH);
        assertThat(AskedQuestion.of(question, "").language()).isEqualTo(AskedQuestion.Script.ENGLISH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Wie setze ich mein Passwort zurück?",
                "Was ist The Sims?",
                "Was macht Quern?",
                "Kann man in der App kündigen?",
                "Comment installer The Sims sur mon PC ?",
                "Quelle est la capitale de la France ?",
                "Où est la gare ?",
                "Cómo puedo cambiar mi contraseña?",
                "Que es el IVA?",
                "Wat is de hoofdstad van Frankrijk?",
                "Qual o preço do produto?",
                "Refund policy",
                "1786?",
            })
    void isNotReadAsEnglishWithoutEvidence(String question) {
        assertThat(AskedQuestion.of(question, "und-Latn").language()).isEqualTo(AskedQuestion.Script.OTHER);
        assertThat(AskedQuestion.of(question, "").language()).isEqualTo(AskedQuestion.Script.OTHER);
    }

    @Test
    void servesAParaphraseOfWhichOnlyTheScriptIsKnown() {
        // Given
        AskedQuestion asked = AskedQuestion.of("How can I reset my password?", "und-Latn");
        AskedQuestion stored = AskedQuestion.of("How do I reset my password?", "und-Latn");

        // When
        Match match = QuestionMatcher.match(asked, stored, NEARLY_EQUAL);

        // Then
        assertThat(match.conflict()).isEmpty();
        assertThat(match.score()).isGreaterThanOrEqualTo(QuestionMatcher.DEFAULT_THRESHOLD);
    }

    @Test
    void aLetterOfAFlagMatters() {
        assertThat(QuestionMatcher.match(
                                AskedQuestion.of("What does -v do?", ""), AskedQuestion.of("What does -V do?", ""), 1)
                        .conflict())
                .isPresent();
    }

    @Test
    void aLanguageThatIsNotReadHasToBeEqual() {
        // Given
        AskedQuestion asked = AskedQuestion.of("Wie setze ich das Passwort zurück?", "de");
        AskedQuestion stored = AskedQuestion.of("Wie setze ich mein Passwort zurück?", "de");

        // When
        Match match = QuestionMatcher.match(asked, stored, NEARLY_EQUAL);

        // Then
        assertThat(match.conflict()).contains("language");
    }

    @Test
    void koreanRolesMatter() {
        // Given
        AskedQuestion asked = AskedQuestion.of("고양이가 강아지를 무나요?", "ko");
        AskedQuestion stored = AskedQuestion.of("고양이를 강아지가 무나요?", "ko");

        // When
        Match match = QuestionMatcher.match(asked, stored, NEARLY_EQUAL);

        // Then
        assertThat(match.conflict()).isPresent();
    }

    @Test
    void aTextOfAnyLengthAndKindIsRead() {
        // Given
        Random random = new Random(1);
        List<String> texts =
                new ArrayList<>(List.of("", " ", "?", "- -", "$", "v", ".5", "'s", "a\u0000b", "x".repeat(5000)));
        for (int i = 0; i < 2000; i++) {
            texts.add(random.ints(random.nextInt(40), 32, 127)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }

        // When
        List<AskedQuestion> questions =
                texts.stream().map(text -> AskedQuestion.of(text, "en")).toList();

        // Then
        for (int i = 1; i < questions.size(); i++) {
            AskedQuestion one = questions.get(i - 1);
            AskedQuestion other = questions.get(i);
            assertThat(QuestionMatcher.match(one, one, 0).score()).isEqualTo(1);
            assertThat(QuestionMatcher.match(one, other, NEARLY_EQUAL).conflict())
                    .isEqualTo(QuestionMatcher.match(other, one, NEARLY_EQUAL).conflict());
        }
    }

    @Test
    void shuffledWordsGiveTheSameAnswerBothWays() {
        // Given
        Random random = new Random(2);
        List<String> words = List.of(
                "how",
                "do",
                "i",
                "not",
                "from",
                "to",
                "Paris",
                "Rome",
                "5",
                "and",
                "buy",
                "of",
                "the",
                "better",
                "than",
                "in",
                "difference",
                "asked",
                "ask",
                "by",
                "best",
                "use",
                "you",
                "is",
                "will",
                "when",
                "learn",
                "learning",
                "6");
        // When, Then
        for (int i = 0; i < 5000; i++) {
            List<String> chosen = new ArrayList<>();
            random.ints(2 + random.nextInt(6), 0, words.size()).forEach(place -> chosen.add(words.get(place)));
            AskedQuestion one = AskedQuestion.of(String.join(" ", chosen), "en");
            Collections.shuffle(chosen, random);
            AskedQuestion other = AskedQuestion.of(String.join(" ", chosen), "en");
            assertThat(QuestionMatcher.match(one, other, NEARLY_EQUAL))
                    .as("%s / %s", one.text(), other.text())
                    .isEqualTo(QuestionMatcher.match(other, one, NEARLY_EQUAL));
        }
    }

    @Test
    void aHigherCosineScoresHigher() {
        // Given
        AskedQuestion asked = AskedQuestion.of("How can I learn to cook rice?", "");
        AskedQuestion stored = AskedQuestion.of("How do you learn to cook rice?", "");

        // Then
        assertThat(QuestionMatcher.match(asked, stored, 0.99).score())
                .isGreaterThan(QuestionMatcher.match(asked, stored, 0.9).score());
    }
}
