package dev.quern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final long MEBIBYTE = 1024 * 1024;

    @Test
    void tellsHowFarItIsAndWhenItEnds() {
        Tally.Snapshot half = snapshot(1200, 50 * MEBIBYTE, 5000, 200 * MEBIBYTE, true, 3);

        String line = ProgressLine.uploading(half, Duration.ofSeconds(100), Duration.ZERO);

        assertThat(line)
                .isEqualTo("[#####...............]  25 %  1,200 of 5,000 files  50.0 MiB of 200 MiB  12.0 files/s"
                        + "  512 KiB/s  3 failed  5 min 0 s left");
    }

    @Test
    void foresaysNoEndWhileFilesAreStillCounted() {
        Tally.Snapshot counting = snapshot(1, 10, 2, 20, false, 0);

        String line = ProgressLine.uploading(counting, Duration.ofMillis(900), Duration.ZERO);

        assertThat(line).isEqualTo("1 of 2+ files  10 B of 20 B+");
    }

    @Test
    void saysThatItWaitsForABusyServer() {
        Tally.Snapshot half = snapshot(1, 10, 2, 20, true, 0);

        String line = ProgressLine.uploading(half, Duration.ofMillis(500), Duration.ofSeconds(61));

        assertThat(line).endsWith("the server is busy, waiting 1 min 1 s");
    }

    @Test
    void tellsHowMuchIsIndexed() {
        Tally.Snapshot now = new Tally.Snapshot(
                4, 0, 4, 0, true, Map.of(Tally.Outcome.READY, 3L, Tally.Outcome.FAILED, 1L), Map.of(), List.of());

        assertThat(ProgressLine.indexing(now, 4))
                .isEqualTo("[###############.....]  75 %  indexing: 3 of 4 ready  1 failed");
    }

    private static Tally.Snapshot snapshot(
            long files, long bytes, long totalFiles, long totalBytes, boolean totalKnown, long refused) {
        return new Tally.Snapshot(
                files,
                bytes,
                totalFiles,
                totalBytes,
                totalKnown,
                Map.of(Tally.Outcome.REFUSED, refused),
                Map.of(),
                List.of());
    }
}
