package dev.quern.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Brings one file to the server, unless it is there. */
final class FileUpload {
    private static final int MOST_READINGS = 3;

    private final DocumentServer server;
    private final Journal journal;
    private final Origins origins;
    private final Retries retries;
    private final Tally tally;
    private final Labels labels;
    private final boolean again;

    FileUpload(DocumentServer server, Memory memory, Retries retries, Tally tally, Labels labels, boolean again) {
        this.server = server;
        this.journal = memory.journal();
        this.origins = memory.origins();
        this.retries = retries;
        this.tally = tally;
        this.labels = labels;
        this.again = again;
    }

    /** @throws ServerLostException when there is no use in going on with others */
    void bring(SourceFile file) throws InterruptedException, ServerLostException {
        Optional<Path> other = origins.claim(file.documentId(), file.path(), again);
        if (other.isPresent()) {
            String reason =
                    "Document " + file.documentId() + " was brought from " + other.get() + "; --again replaces it.";
            failed(file, Failure.Kind.REFUSED, reason);
            return;
        }
        try {
            if (!isThere(file)) {
                send(file);
            }
        } catch (ServerLostException e) {
            if (e.getCause() instanceof RefusedException || !answers(file)) {
                throw e;
            }
            failed(file, Failure.Kind.UNSENT, "The connection was cut every time it was sent.");
        } catch (UnreadableFileException e) {
            giveUp(file, Failure.Kind.UNREADABLE, Reasons.of(e));
        } catch (RefusedException e) {
            giveUp(file, Failure.Kind.REFUSED, Reasons.of(e));
        } catch (IOException e) {
            failed(file, Failure.Kind.UNSENT, Reasons.of(e));
        }
    }

    /** A server may have been emptied since: it is asked, as its word is what counts. */
    private boolean isThere(SourceFile file) throws IOException, InterruptedException {
        Optional<JournalEntry> known = journal.entry(file.name());
        if (again || known.isEmpty() || !isSame(known.get(), file)) {
            return false;
        }
        Optional<DocumentServer.Status> status = retries.call(() -> server.status(file.documentId()));
        if (status.isEmpty() || status.get().state() == DocumentState.FAILED) {
            return false;
        }
        JournalEntry now = JournalEntry.of(
                file, known.get().sha256(), known.get().labels(), status.get().state());
        if (!now.equals(known.get())) {
            journal.record(now);
        }
        tally.sent(file.size());
        tally.count(Tally.Outcome.UNCHANGED);
        if (status.get().state() == DocumentState.READY) {
            tally.count(Tally.Outcome.READY);
        }
        return true;
    }

    private boolean isSame(JournalEntry known, SourceFile file) throws IOException {
        return known.size() == file.size()
                && known.labels().equals(labels.fingerprint())
                && (known.modified() == file.modified() || known.sha256().equals(hash(file)));
    }

    private static String hash(SourceFile file) throws UnreadableFileException {
        MessageDigest digest = Hashes.sha256();
        try (var content = Files.newInputStream(file.path())) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        } catch (IOException e) {
            throw UnreadableFileException.of(e);
        }
        return Hashes.hex(digest);
    }

    private void send(SourceFile found) throws IOException, InterruptedException {
        SourceFile file = found;
        for (int reading = 1; true; reading++) {
            if (file.size() == 0) {
                throw new RefusedException(0, "", "The file is empty.");
            }
            try {
                SourceFile current = file;
                accepted(current, retries.call(() -> attempt(current)));
                return;
            } catch (UnreadableFileException e) {
                if (reading == MOST_READINGS || !UnreadableFileException.CHANGED.equals(e.getMessage())) {
                    throw e;
                }
                file = asItIsNow(file);
            }
        }
    }

    private DocumentServer.Accepted attempt(SourceFile file) throws IOException, InterruptedException {
        AtomicLong sent = new AtomicLong();
        boolean isOver = false;
        try {
            DocumentServer.Accepted accepted = server.upload(file, labels, count -> {
                sent.addAndGet(count);
                tally.sent(count);
            });
            isOver = true;
            return accepted;
        } finally {
            if (!isOver) {
                tally.sent(-sent.get());
            }
        }
    }

    private static SourceFile asItIsNow(SourceFile file) throws UnreadableFileException {
        try {
            return SourceFile.of(
                    file.path(), file.name(), Files.readAttributes(file.path(), BasicFileAttributes.class));
        } catch (IOException e) {
            throw UnreadableFileException.of(e);
        }
    }

    private void accepted(SourceFile file, DocumentServer.Accepted accepted) {
        DocumentState state = accepted.status().state();
        journal.record(JournalEntry.of(file, accepted.sha256(), labels.fingerprint(), state));
        tally.count(accepted.changed() ? Tally.Outcome.ACCEPTED : Tally.Outcome.UNCHANGED);
        if (state == DocumentState.READY) {
            tally.count(Tally.Outcome.READY);
        }
    }

    /** Some end a connection instead of refusing what is sent on it: then others may get through. */
    private boolean answers(SourceFile file) throws InterruptedException {
        try {
            server.status(file.documentId());
            return true;
        } catch (BusyException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the server has never had of a file keeps no other from its document. */
    private void giveUp(SourceFile file, Failure.Kind kind, String reason) {
        if (journal.entry(file.name()).isEmpty()) {
            origins.release(file.documentId(), file.path());
        }
        failed(file, kind, reason);
    }

    private void failed(SourceFile file, Failure.Kind kind, String reason) {
        tally.sent(file.size());
        tally.failed(new Failure(file.path().toString(), file.documentId(), kind, reason));
    }
}
