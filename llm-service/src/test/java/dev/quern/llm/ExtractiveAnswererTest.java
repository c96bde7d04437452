package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExtractiveAnswererTest {
    private static final List<Passage> PASSAGES = List.of(
            new Passage(
                    "Quern",
                    "# What does Quern keep?\nQuern keeps many things. What does Quern keep in Redis? Quern is a mill."),
            new Passage("Quern: caches", "Quern keeps counters in\nRedis. Quern keeps entries in memory."));

    @Test
    void picksTheSentenceWithTheRareWords() {
        List<Sentence> answer = answer("What does Quern keep in Redis?", 1);

        assertThat(answer)
                .containsExactly(new Sentence(
                        "Quern keeps counters in Redis [2].",
                        List.of(new Citation(2, "Quern keeps counters in\nRedis.", 1))));
    }

    @Test
    void answersInTheOrderOfThePassagesAndAtMostAsLongAsAsked() {
        List<Sentence> answer = answer("Which entries and counters does Quern keep in memory and Redis?", 2);

        assertThat(answer)
                .extracting(Sentence::text)
                .containsExactly("Quern keeps counters in Redis [2].", "Quern keeps entries in memory [2].");
    }

    @Test
    void knowsNothingWhenNoWordIsShared() {
        Words question = Words.of("Who won the football cup?");

        assertThat(Relevance.byWords(question, Evidence.of(PASSAGES))).isFalse();
        assertThat(answer("Who won the football cup?", 3)).isEmpty();
    }

    @Test
    void closesASentenceThatWasLeftOpen() {
        List<Sentence> answer = ExtractiveAnswerer.answer(
                Words.of("fast mill"),
                AnswerType.ANY,
                Evidence.of(List.of(new Passage("", "- a fast mill for grain"))),
                1);

        assertThat(answer).extracting(Sentence::text).containsExactly("a fast mill for grain [1].");
    }

    @Test
    void prefersASentenceThatHasWhatIsAskedFor() {
        Evidence evidence =
                Evidence.of(List.of(new Passage("", "The tower was built by masons. The tower was built in 1204.")));

        assertThat(ExtractiveAnswerer.answer(Words.of("When was the tower built?"), AnswerType.TIME, evidence, 1))
                .extracting(Sentence::text)
                .containsExactly("The tower was built in 1204 [1].");
    }

    @Test
    void doesNotLetADocumentCite() {
        assertThat(ExtractiveAnswerer.answer(
                        Words.of("fast mill"),
                        AnswerType.ANY,
                        Evidence.of(List.of(new Passage("", "A fast mill [7] grinds grain."))),
                        1))
                .extracting(Sentence::text)
                .containsExactly("A fast mill (7) grinds grain [1].");
    }

    private static List<Sentence> answer(String question, int most) {
        return ExtractiveAnswerer.answer(Words.of(question), AnswerType.ANY, Evidence.of(PASSAGES), most);
    }
}
