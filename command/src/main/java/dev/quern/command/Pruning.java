package dev.quern.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Deletes the documents of files that are gone: only of those that earlier runs have brought. */
final class Pruning {
    private final DocumentServer server;
    private final Journal journal;
    private final Origins origins;
    private final Retries retries;
    private final Tally tally;
    private final List<Path> roots;

    /** @param roots as they were given to the run */
    Pruning(DocumentServer server, Memory memory, Retries retries, Tally tally, List<Path> roots) {
        this.server = server;
        this.journal = memory.journal();
        this.origins = memory.origins();
        this.retries = retries;
        this.tally = tally;
        this.roots = roots;
    }

    /** A file that is only left out this time is not gone, nor one that cannot be looked at just now. */
    private static boolean isGone(JournalEntry entry) {
        return Files.notExists(Path.of(entry.path()), LinkOption.NOFOLLOW_LINKS);
    }

    /** Those whose documents no other file has, such as the same one under a new name. */
    private List<JournalEntry> gone() {
        Set<String> kept = journal.entries()
                .filter(entry -> !isGone(entry))
                .map(JournalEntry::documentId)
                .collect(Collectors.toSet());
        return journal.entries()
                .filter(entry -> isGone(entry)
                        && !kept.contains(entry.documentId())
                        && !origins.isOfAnother(entry.documentId(), Path.of(entry.path())))
                .toList();
    }

    /** @param agreed is asked once, if there is anything to delete */
    void run(Predicate<List<JournalEntry>> agreed) throws IOException, InterruptedException {
        List<JournalEntry> gone = gone();
        Optional<Path> bare = gone.isEmpty() ? Optional.empty() : bareRoot();
        if (bare.isPresent()) {
            tally.failed(new Failure(
                    bare.get().toString(),
                    "",
                    Failure.Kind.UNREADABLE,
                    "It holds no file at all, like a share that is not mounted: nothing was pruned."));
            return;
        }
        if (gone.isEmpty() || !agreed.test(gone)) {
            return;
        }
        for (JournalEntry entry : gone) {
            delete(entry);
        }
    }

    private void delete(JournalEntry entry) throws IOException, InterruptedException {
        try {
            retries.call(() -> {
                server.delete(entry.documentId());
                return entry;
            });
            journal.forget(entry.name());
            origins.release(entry.documentId(), Path.of(entry.path()));
            tally.count(Tally.Outcome.DELETED);
        } catch (RefusedException | BusyException e) {
            tally.failed(new Failure(entry.path(), entry.documentId(), Failure.Kind.REFUSED, Reasons.of(e)));
        }
    }

    private Optional<Path> bareRoot() {
        for (Path root : roots) {
            if (Files.notExists(root) || (Files.isDirectory(root) && !holdsAFile(root))) {
                return Optional.of(root);
            }
        }
        return Optional.empty();
    }

    private static boolean holdsAFile(Path folder) {
        try (Stream<Path> inside = Files.walk(folder.toRealPath())) {
            return inside.anyMatch(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
        } catch (UncheckedIOException e) {
            // There is a folder in it that lets nobody in.
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
