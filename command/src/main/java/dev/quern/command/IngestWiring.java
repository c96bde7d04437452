package dev.quern.command;

import dev.quern.command.http.HttpDocumentServer;
import dev.quern.command.json.JournalFile;
import dev.quern.command.json.Metadata;
import dev.quern.command.json.OriginsFile;
import dev.quern.command.json.ReportFile;
import dev.quern.command.terminal.Signals;
import dev.quern.command.terminal.TerminalScreen;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** {@code ./quern ingest}: puts the parts together. */
public final class IngestWiring {
    private IngestWiring() {}

    public static void main(String[] arguments) {
        Screen screen = new TerminalScreen(
                System.out, System.err, Integer.getInteger("quern.columns", 0), Boolean.getBoolean("quern.answers"));
        Stop stop = new Stop();
        Signals.onFirst(stop::interrupt);
        ExitStatus status = run(List.of(arguments), System.getenv(), screen, stop, Time.real());
        System.exit(status.number());
    }

    static ExitStatus run(
            List<String> arguments, Map<String, String> environment, Screen screen, Stop stop, Time time) {
        try {
            IngestOptions options = CommandLine.parse(arguments, environment);
            Metadata.require(options.labels().metadata());
            if (options.dryRun()) {
                return new DryRun(options, screen).run();
            }
            if (options.prune() && !options.yes() && !screen.canAsk()) {
                throw new UsageException("--prune asks before it deletes, and nobody can answer here: give --yes too.");
            }
            return ingest(options, environment, screen, stop, time);
        } catch (UsageException e) {
            screen.message("quern: " + e.getMessage());
            return ExitStatus.USAGE;
        } catch (IOException e) {
            screen.message("quern: " + Reasons.of(e));
            return ExitStatus.SOME_FAILED;
        }
    }

    private static ExitStatus ingest(
            IngestOptions options, Map<String, String> environment, Screen screen, Stop stop, Time time)
            throws IOException {
        try (Journal journal = JournalFile.open(StateFolder.journal(options, environment));
                Origins origins = OriginsFile.open(StateFolder.origins(options, environment));
                ReportFile report = new ReportFile(options.report());
                HttpDocumentServer server = new HttpDocumentServer(options.target())) {
            Tally tally = new Tally(report);
            return new Ingest(
                            options,
                            server,
                            new Memory(journal, origins),
                            screen,
                            tally,
                            stop,
                            time,
                            RandomGenerator.getDefault())
                    .run();
        }
    }
}
