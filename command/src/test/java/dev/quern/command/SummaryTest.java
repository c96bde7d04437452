package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private final Tally tally = new Tally(failure -> {});

    @Test
    void groupsFailuresByReasonTheMostFrequentFirst() {
        fail("a.pdf", "It needs a password.");
        fail("b.pdf", "It is damaged.");
        fail("c.pdf", "It is damaged.");

        assertThat(summary())
                .containsExactly(
                        "0 accepted, 0 unchanged, 3 refused in 5 s",
                        "2 × It is damaged.",
                        "    b.pdf",
                        "    c.pdf",
                        "1 × It needs a password.",
                        "    a.pdf");
    }

    @Test
    void showsTwentyFilesAtMost() {
        for (int i = 0; i < 50; i++) {
            fail(i + ".pdf", i % 2 == 0 ? "even" : "odd");
        }

        assertThat(summary()).filteredOn(line -> line.endsWith(".pdf")).hasSize(20);
        assertThat(summary()).contains("    and 15 more").last().asString().contains("--report");
    }

    @Test
    void printsNothingThatAFileNameSmugglesIn() {
        fail("evil\r\033[2Kname\u202Etxt", "It is damaged.");

        assertThat(summary()).last().asString().isEqualTo("    evil??[2Kname?txt");
    }

    @Test
    void boundsHowManyReasonsItRemembers() {
        for (int i = 0; i < 500; i++) {
            fail(i + ".pdf", "reason " + i);
        }

        assertThat(tally.snapshot().failures())
                .hasSize(101)
                .last()
                .extracting(Tally.Group::count)
                .isEqualTo(400L);
    }

    private void fail(String path, String reason) {
        tally.failed(new Failure(path, "id", Failure.Kind.REFUSED, reason));
    }

    private List<String> summary() {
        return Summary.of(tally.snapshot(), Duration.ofSeconds(5), Optional.empty());
    }
}
