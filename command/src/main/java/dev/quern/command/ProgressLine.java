package dev.quern.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The one line that tells how far it is. */
final class ProgressLine {
    private static final int BAR = 20;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private ProgressLine() {}

    /**
     * @param elapsed since the uploads began
     * @param held how long the server has asked to wait
     */
    static String uploading(Tally.Snapshot now, Duration elapsed, Duration held) {
        List<String> parts = new ArrayList<>();
        double share = now.totalBytes() == 0 ? 0 : Math.clamp((double) now.bytes() / now.totalBytes(), 0, 1);
        if (now.totalKnown()) {
            parts.add(bar(share));
        }
        String more = now.totalKnown() ? "" : "+";
        parts.add(String.format(Locale.ROOT, "%,d of %,d%s files", now.files(), now.totalFiles(), more));
        parts.add(size(now.bytes()) + " of " + size(now.totalBytes()) + more);
        double seconds = elapsed.toMillis() / 1000.0;
        if (seconds >= 1) {
            parts.add(String.format(Locale.ROOT, "%.1f files/s", now.files() / seconds));
            parts.add(size((long) (now.bytes() / seconds)) + "/s");
        }
        if (now.failed() > 0) {
            parts.add(String.format(Locale.ROOT, "%,d failed", now.failed()));
        }
        if (held.compareTo(Duration.ofSeconds(1)) >= 0) {
            parts.add("the server is busy, waiting " + time(held));
        } else if (now.totalKnown() && share > 0 && share < 1 && seconds >= 3) {
            parts.add(time(Duration.ofSeconds((long) Math.ceil(seconds / share - seconds))) + " left");
        }
        return String.join("  ", parts);
    }

    static String indexing(Tally.Snapshot now, long documents) {
        long ready = now.count(Tally.Outcome.READY);
        String failed = now.count(Tally.Outcome.FAILED) == 0
                ? ""
                : String.format(Locale.ROOT, "  %,d failed", now.count(Tally.Outcome.FAILED));
        double share = documents == 0 ? 1 : Math.clamp((double) ready / documents, 0, 1);
        return String.format(Locale.ROOT, "%s  indexing: %,d of %,d ready%s", bar(share), ready, documents, failed);
    }

    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    static String time(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : Math.max(1, time.toSeconds()) + " s";
    }

    private static String bar(double share) {
        int full = (int) Math.round(share * BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]"
                + String.format(Locale.ROOT, "%4d %%", (int) Math.floor(share * 100));
    }
}
