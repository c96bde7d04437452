package dev.quern.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Chunking.Method;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ChunkingChoiceTest {
    private static final OptionalInt ABSENT = OptionalInt.empty();

    @Test
    void leavesWhatNobodyChooses() {
        Chunking usual = new Chunking(Method.SENTENCES, 500, 7);

        assertThat(ChunkingChoice.NONE.over(usual)).isEqualTo(usual);
    }

    @Test
    void keepsTheShareThatIsRepeatedWhenOnlyTheSizeIsChosen() {
        assertThat(new ChunkingChoice(Optional.empty(), OptionalInt.of(100), ABSENT).over(Chunking.USUAL))
                .isEqualTo(new Chunking(Method.RECURSIVE, 100, 20));
    }

    @Test
    void takesNoOverlapForWhatItIs() {
        assertThat(new ChunkingChoice(Optional.of(Method.HEADINGS), ABSENT, OptionalInt.of(0)).over(Chunking.USUAL))
                .isEqualTo(new Chunking(Method.HEADINGS, 1000, 0));
    }

    @Test
    void countsInTheUnitOfTheChosenMethod() {
        Chunking tokens = new ChunkingChoice(Optional.of(Method.TOKENS), ABSENT, ABSENT).over(Chunking.USUAL);
        Chunking back = new ChunkingChoice(Optional.of(Method.RECURSIVE), ABSENT, ABSENT).over(tokens);

        assertThat(tokens).isEqualTo(new Chunking(Method.TOKENS, 200, 40));
        assertThat(back).isEqualTo(Chunking.USUAL);
    }

    @Test
    void refusesWhatIsNoChunking() {
        ChunkingChoice choice = new ChunkingChoice(Optional.empty(), OptionalInt.of(100), OptionalInt.of(51));

        QuernException failure = catchThrowableOfType(QuernException.class, () -> choice.over(Chunking.USUAL));

        assertThat(failure.field()).contains("chunking.overlap");
    }
}
