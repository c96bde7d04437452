package dev.quern.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Shows which files are meant, and asks no server. */
final class DryRun implements FileWalk.Visitor {
    private final IngestOptions options;
    private final Screen screen;
    private long files;
    private long bytes;
    private boolean allReadable = true;

    DryRun(IngestOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    ExitStatus run() throws IOException {
        try {
            options.files().walk(this);
        } catch (InterruptedException e) {
            return ExitStatus.INTERRUPTED;
        }
        screen.message(String.format(
                Locale.ROOT, "%,d files, %s, would go to %s", files, ProgressLine.size(bytes), options.target()));
        return allReadable ? ExitStatus.FINE : ExitStatus.SOME_FAILED;
    }

    @Override
    public void file(SourceFile file) {
        files++;
        bytes += file.size();
        screen.print(Summary.printable(file.path().toString()));
    }

    @Override
    public void skipped(Path path, String why) {
        screen.message("skipped: " + Summary.printable(path.toString()) + ": " + why);
    }

    @Override
    public void unreadable(Path path, String why) {
        allReadable = false;
        screen.message("unreadable: " + Summary.printable(path.toString()) + ": " + why);
    }
}
