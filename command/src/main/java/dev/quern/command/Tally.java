package dev.quern.command;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What has become of the files so far. Safe for threads. */
final class Tally {
    private static final int MOST_REASONS = 100;
    private static final int MOST_FILES = 20;

    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, Group> failures = new LinkedHashMap<>();
    private final Map<String, Long> skipped = new LinkedHashMap<>();
    private final Consumer<Failure> report;
    private long files;
    private long bytes;
    private long totalFiles;
    private long totalBytes;
    private boolean totalKnown;

    /** @param report is given every failure */
    Tally(Consumer<Failure> report) {
        this.report = report;
    }

    /** What can become of a file, or of its document. */
    enum Outcome {
        ACCEPTED,
        UNCHANGED,
        SKIPPED,
        READY,
        DELETED,
        UNREADABLE,
        REFUSED,
        FAILED,
        UNSENT
    }

    /**
     * Failures for the same reason.
     *
     * @param files the first of them
     */
    record Group(String reason, long count, List<String> files) {}

    synchronized void found(SourceFile file) {
        totalFiles++;
        totalBytes += file.size();
    }

    synchronized void foundAll() {
        totalKnown = true;
    }

    synchronized void sent(long count) {
        bytes += count;
    }

    synchronized void fileIsOver() {
        files++;
    }

    synchronized void count(Outcome outcome) {
        outcomes.merge(outcome, 1L, Long::sum);
    }

    synchronized void skipped(String why) {
        count(Outcome.SKIPPED);
        skipped.merge(why, 1L, Long::sum);
    }

    synchronized void failed(Failure failure) {
        count(
                switch (failure.kind()) {
                    case UNREADABLE -> Outcome.UNREADABLE;
                    case REFUSED -> Outcome.REFUSED;
                    case FAILED -> Outcome.FAILED;
                    case UNSENT -> Outcome.UNSENT;
                });
        String reason = failures.size() < MOST_REASONS || failures.containsKey(failure.reason())
                ? failure.reason()
                : "Other reasons.";
        failures.merge(reason, new Group(reason, 1, List.of(failure.path())), Tally::joined);
        report.accept(failure);
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(
                files,
                bytes,
                totalFiles,
                totalBytes,
                totalKnown,
                Map.copyOf(outcomes),
                Map.copyOf(skipped),
                List.copyOf(failures.values()));
    }

    private static Group joined(Group before, Group one) {
        List<String> files = new ArrayList<>(before.files());
        if (files.size() < MOST_FILES) {
            files.addAll(one.files());
        }
        return new Group(before.reason(), before.count() + one.count(), List.copyOf(files));
    }

    /**
     * How it stood at one moment.
     *
     * @param files that are done with, whatever became of them
     * @param bytes of them, and those sent of files under way
     * @param totalKnown whether all files were counted, or the totals still grow
     * @param skipped how many files, by the reason
     */
    record Snapshot(
            long files,
            long bytes,
            long totalFiles,
            long totalBytes,
            boolean totalKnown,
            Map<Outcome, Long> outcomes,
            Map<String, Long> skipped,
            List<Group> failures) {

        long count(Outcome outcome) {
            return outcomes.getOrDefault(outcome, 0L);
        }

        long failed() {
            return count(Outcome.UNREADABLE) + count(Outcome.REFUSED) + count(Outcome.FAILED) + count(Outcome.UNSENT);
        }
    }
}
