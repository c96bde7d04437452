package dev.quern.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void comparesWordsWithoutTheirEndings() {
        assertThat(Words.of("The store indexes queries").content())
                .isEqualTo(Words.of("stored, indexing a query").content());
    }

    @Test
    void leavesOutStopWords() {
        assertThat(Words.of("What is it that you do?").content()).isEmpty();
    }

    @Test
    void readsNumbersHoweverTheyAreGrouped() {
        assertThat(Words.of("10,000 entries, 3.5 % in memory").numbers()).containsExactlyInAnyOrder("10000", "3.5");
    }

    @Test
    void takesACommaThatGroupsNothingForPartOfTheNumber() {
        assertThat(Words.of("1,5 litres").numbers())
                .isNotEqualTo(Words.of("15 litres").numbers());
        assertThat(Words.of("1,234,567").numbers()).containsExactly("1234567");
        assertThat(Words.of("1,2345").numbers()).containsExactly("1,2345");
    }

    @Test
    void readsNumbersInsideOtherWords() {
        assertThat(Words.of("64GB").numbers()).containsExactly("64");
        assertThat(Words.of("p95").numbers()).containsExactly("95");
        assertThat(Words.of("v1.2").numbers()).containsExactly("1.2");
        assertThat(Words.of("약20개").numbers()).containsExactly("20");
    }

    @Test
    void readsAUnitAlikeWithAndWithoutASpaceBeforeIt() {
        assertThat(Words.of("20MB")).isEqualTo(Words.of("20 MB"));
        assertThat(Words.of("1.5km")).isEqualTo(Words.of("1.5 km"));
    }

    @Test
    void keepsTheNamesOfThingsThatEndInANumber() {
        assertThat(Words.of("S3").content()).containsExactly("s3");
    }

    @Test
    void readsTokensOfAnyLength() {
        assertThat(Words.of("1.".repeat(16_000) + "1").numbers()).hasSize(1);
        assertThat(Words.of("a1".repeat(16_000)).content()).hasSize(1);
    }

    @Test
    void noticesDenials() {
        assertThat(Words.of("It isn't durable").negated()).isTrue();
        assertThat(Words.of("It never stops").negated()).isTrue();
        assertThat(Words.of("It knows nothing's sister, the note").negated()).isFalse();
    }

    @Test
    void comparesScriptsWithoutSpacesByPairsOfCharacters() {
        for (String text : new String[] {"เก็บเอกสาร", "ເກັບເອກະສານ", "រក្សាទុកឯកសារ", "စာရွက်စာတမ်း"}) {
            assertThat(Words.of(text).content()).hasSizeGreaterThan(3);
        }
    }

    @Test
    void comparesKoreanWordsThroughTheirParticles() {
        assertThat(Words.of("문서를 저장한다").content())
                .containsAnyElementsOf(Words.of("문서는").content());
    }
}
