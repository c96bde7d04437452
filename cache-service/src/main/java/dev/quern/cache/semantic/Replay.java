package dev.quern.cache.semantic;

import dev.quern.cache.Tag;
import dev.quern.cache.semantic.SemanticArchive.Change;
import dev.quern.protocol.CanonicalKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a part of a log comes to. Nothing of it is served before all of it has been read: what it stores early it may
 * remove late.
 */
final class Replay {
    private final int most;
    private final long mostBytes;
    /** By the question as it is compared word for word: a later answer replaces an earlier one. */
    private final LinkedHashMap<String, ArchivedQuestion> questions = new LinkedHashMap<>();

    private final Set<String> removed = new HashSet<>();
    private final Set<Tag> dropped = new HashSet<>();
    private SemanticArchive.Position position;
    private boolean outdated;
    private long bytes;

    /**
     * @param most questions that are kept, the latest
     * @param mostBytes of these, the latest that have room
     */
    Replay(SemanticArchive.Position from, int most, long mostBytes) {
        this.position = from;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    SemanticArchive.Position position() {
        return position;
    }

    void add(SemanticArchive.Page page) {
        if (page.outdated()) {
            questions.clear();
            bytes = 0;
            removed.clear();
            dropped.clear();
            outdated = true;
        }
        page.changes().forEach(this::add);
        position = page.position();
    }

    /** Whether a question that was there before must go. */
    boolean isGone(StoredQuestion question) {
        return outdated
                || removed.contains(question.id())
                || question.value().tags().stream().anyMatch(dropped::contains);
    }

    List<ArchivedQuestion> questions() {
        return List.copyOf(questions.values());
    }

    private void add(Change change) {
        switch (change) {
            case Change.Stored stored -> store(stored.question());
            case Change.Removed gone -> {
                removed.add(gone.id());
                drop(question -> question.id().equals(gone.id()));
            }
            case Change.Dropped tagged -> {
                dropped.add(tagged.tag());
                drop(question -> question.value().tags().contains(tagged.tag()));
            }
        }
    }

    private void store(ArchivedQuestion question) {
        String key = CanonicalKey.normalised(question.question());
        ArchivedQuestion before = questions.remove(key);
        if (before != null) {
            bytes -= before.bytes();
        }
        questions.put(key, question);
        bytes += question.bytes();
        while (questions.size() > most || bytes > mostBytes) {
            bytes -= questions.pollFirstEntry().getValue().bytes();
        }
    }

    private void drop(Predicate<ArchivedQuestion> condition) {
        questions.values().removeIf(question -> {
            boolean goes = condition.test(question);
            if (goes) {
                bytes -= question.bytes();
            }
            return goes;
        });
    }
}
