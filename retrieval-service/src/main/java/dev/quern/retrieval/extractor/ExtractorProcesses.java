package dev.quern.retrieval.extractor;

import dev.quern.extractor.Extractor;
import dev.quern.extractor.Reply;
import dev.quern.extractor.Request;
import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.retrieval.Extraction;
import dev.quern.retrieval.RetrievalConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Has files read by processes of their own, so that a file that takes a process down takes nothing else with it. One
 * process reads one file at a time; the files that are to be read beyond that wait, and not too many of them.
 */
public final class ExtractorProcesses implements Extraction {
    private static final Logger LOG = Logger.getLogger(ExtractorProcesses.class);
    private static final String OTHER = "other";
    private static final Set<String> READABLE = Extractor.readable();

    private final Turns turns;
    private final Children children;
    private final Path folder;
    private final long maxText;
    private final MeterRegistry meters;
    /** Whether a process has ever replied: if not, it is perhaps not the files' fault. */
    private volatile boolean proven;

    public ExtractorProcesses(RetrievalConfig config, MeterRegistry meters) {
        this(config, Extractor.class, meters);
    }

    ExtractorProcesses(RetrievalConfig config, Class<?> main, MeterRegistry meters) {
        this.folder = config.state().resolve("extraction").toAbsolutePath();
        this.turns = new Turns(
                Math.clamp(
                        config.extraction().processes(), 1, Runtime.getRuntime().availableProcessors()),
                config.extraction().waiting());
        this.children = new Children(new ChildCommand(config.extraction(), main), config, folder, meters);
        this.maxText = config.maxText().asLongValue();
        this.meters = meters;
        meters.gauge("quern.retrieval.extraction.waiting", turns, Turns::waiting);
    }

    @Override
    public ExtractedText extract(Call call, Path content, Described described, Path into) {
        long began = System.nanoTime();
        Path text = into.toAbsolutePath();
        Request request = new Request(content.toAbsolutePath(), described.mediaType(), described.name(), text, maxText);
        Reply reply;
        try (Turns.Turn _ = turns.take(call)) {
            reply = readInTurn(call, request);
        } catch (QuernException failure) {
            time(began, OTHER, failure.code().code());
            throw failure;
        }
        time(began, Replies.mediaType(reply), Replies.outcome(reply));
        return Replies.text(reply);
    }

    private Reply readInTurn(Call call, Request request) {
        try {
            Reply reply = readOnceOrTwice(call, request);
            proven = true;
            return reply;
        } catch (IOException crash) {
            LOG.infof("a file took an extractor down: %s", crash.getMessage());
            requireWorking(call);
            throw Children.tooMuch();
        }
    }

    private Reply readOnceOrTwice(Call call, Request request) throws IOException {
        var warm = children.warm();
        if (warm.isPresent()) {
            try {
                return children.use(call, warm.get(), request);
            } catch (IOException crash) {
                LOG.debug("a file is read once more: those before may have harmed the extractor", crash);
            }
        }
        return children.use(call, children.fresh(), request);
    }

    /** Tells a file that nobody can read from an installation that reads none. */
    private void requireWorking(Call call) {
        if (proven) {
            return;
        }
        Path harmless = folder.resolve("harmless.txt");
        try {
            Files.writeString(harmless, "A mill grinds grain.\n");
            children.use(
                    call,
                    children.fresh(),
                    new Request(harmless, "text/plain", "harmless.txt", folder.resolve("harmless-text"), maxText));
            proven = true;
        } catch (IOException e) {
            LOG.error("extractors do not work: see quern.retrieval.extraction", e);
            throw Children.noneWorks(e);
        }
    }

    private void time(long began, String mediaType, String outcome) {
        meters.timer(
                        "quern.retrieval.extraction",
                        "media_type",
                        READABLE.contains(mediaType) ? mediaType : OTHER,
                        "outcome",
                        outcome)
                .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        children.close();
    }
}
