package dev.quern.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param follow links to folders
 * @param parallel uploads at once
 * @param waits until everything is indexed
 * @param again whatever earlier runs have done
 * @param prune deletes documents whose files are gone
 * @param yes without asking
 * @param report where all failures are written
 */
public record IngestOptions(
        List<Path> paths,
        Target target,
        Labels labels,
        Selection selection,
        boolean follow,
        int parallel,
        boolean dryRun,
        boolean waits,
        boolean again,
        boolean prune,
        boolean yes,
        Optional<Path> report) {

    FileWalk files() {
        return new FileWalk(paths, selection, follow);
    }
}
