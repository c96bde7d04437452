package dev.quern.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is told at the end. */
final class Summary {
    private static final int MOST_FILES = 20;

    private Summary() {}

    static List<String> of(Tally.Snapshot end, Duration took, Optional<String> report) {
        List<String> lines = new ArrayList<>();
        lines.add(counts(end) + " in " + ProgressLine.time(took));
        end.skipped().forEach((why, count) -> lines.add(String.format(Locale.ROOT, "skipped %,d: %s", count, why)));
        List<Tally.Group> groups = end.failures().stream()
                .sorted(Comparator.comparingLong(Tally.Group::count).reversed())
                .toList();
        int left = MOST_FILES;
        int share = Math.max(2, MOST_FILES / Math.max(1, groups.size()));
        for (Tally.Group group : groups) {
            int shown = Math.min(Math.min(left, share), group.files().size());
            lines.add(String.format(Locale.ROOT, "%,d × %s", group.count(), printable(group.reason())));
            group.files().stream().limit(shown).forEach(file -> lines.add("    " + printable(file)));
            left -= shown;
            if (shown < group.count()) {
                lines.add(String.format(Locale.ROOT, "    and %,d more", group.count() - shown));
            }
        }
        boolean isCut = end.failures().stream().mapToLong(Tally.Group::count).sum() > MOST_FILES;
        report.ifPresentOrElse(file -> lines.add("all failures: " + file), () -> {
            if (isCut) {
                lines.add("--report FILE writes all of them.");
            }
        });
        return lines;
    }

    private static String counts(Tally.Snapshot end) {
        List<String> parts = new ArrayList<>();
        for (Tally.Outcome outcome : Tally.Outcome.values()) {
            boolean always = outcome == Tally.Outcome.ACCEPTED || outcome == Tally.Outcome.UNCHANGED;
            if (always || end.count(outcome) > 0) {
                parts.add(String.format(
                        Locale.ROOT,
                        "%,d %s",
                        end.count(outcome),
                        outcome.name().toLowerCase(Locale.ROOT)));
            }
        }
        return String.join(", ", parts);
    }

    /** A name of a file may hold what would move the cursor or forge lines. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u202A-\\u202E\\u2066-\\u2069]", "?");
    }
}
