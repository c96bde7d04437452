package dev.quern.cache.semantic;

import dev.quern.cache.CacheConfig.SemanticMode;
import dev.quern.cache.CachedValue;
import dev.quern.cache.Circuit;
import dev.quern.cache.Content;
import dev.quern.cache.Cost;
import dev.quern.cache.Invalidating;
import dev.quern.cache.Invalidation;
import dev.quern.cache.PutLimits;
import dev.quern.cache.Tag;
import dev.quern.protocol.Call;
import dev.quern.protocol.CanonicalKey;
import dev.quern.protocol.QuernException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Answers to questions that mean the same. Of the stored questions of a namespace the few nearest are compared with the
 * one that is asked; only one that asks for the same thing, as sure as the threshold wants it, is served.
 */
public final class SemanticCache implements Invalidating, AutoCloseable {
    /** Bytes in UTF-8. */
    private static final int LONGEST_QUESTION = 16_384;

    private final SemanticSettings settings;
    private final Verification verification;
    private final GuardedArchive archive;
    private final SemanticMetrics metrics;
    private final InstantSource clock;
    private final Shelves shelves;
    private final Feedback feedback;
    private final Follower follower;

    public SemanticCache(
            SemanticSettings settings,
            SemanticArchive archive,
            Circuit circuit,
            SemanticMetrics metrics,
            InstantSource clock) {
        this(
                settings,
                settings.mode() == SemanticMode.COSINE ? Verification.BY_COSINE : QuestionMatcher::match,
                new GuardedArchive(archive, circuit, metrics),
                metrics,
                clock);
    }

    SemanticCache(
            SemanticSettings settings,
            Verification verification,
            GuardedArchive archive,
            SemanticMetrics metrics,
            InstantSource clock) {
        this.settings = settings;
        this.verification = verification;
        this.archive = archive;
        this.metrics = metrics;
        this.clock = clock;
        this.shelves = new Shelves(settings, clock);
        this.feedback = new Feedback(settings.feedbackHalfLife(), clock);
        this.follower = new Follower(archive, shelves, feedback, settings, clock);
        metrics.watch(shelves);
    }

    /** @throws QuernException when the vector cannot be compared with those that are stored */
    public SemanticLookup lookUp(Call call, SemanticNamespace namespace, String question, float[] vector) {
        PutLimits.requireUse(call.principal());
        requireQuestion(question);
        UnitVector direction = UnitVector.of(vector);
        if (!isEnabled()) {
            return SemanticLookup.NOTHING;
        }
        TenantNamespace name = new TenantNamespace(call.tenant(), namespace);
        Optional<Shelf> there = shelves.find(name);
        if (there.isEmpty()) {
            metrics.missed();
            return SemanticLookup.NOTHING;
        }
        Shelf shelf = there.get();
        Instant now = clock.instant();
        shelf.use(now);
        follower.follow(shelf);
        SemanticLookup lookup = judge(
                shelf.nearest(direction, settings.candidates(), settings.floor(), now),
                AskedQuestion.of(question, namespace.language()),
                feedback.threshold(name.collection(), settings.threshold()));
        lookup.hit().ifPresentOrElse(metrics::hit, metrics::missed);
        lookup.rejection().ifPresent(rejection -> metrics.rejected(rejection.reason()));
        lookup.hit().ifPresent(hit -> shelf.touch(hit.entryId()));
        return lookup;
    }

    /**
     * Stores an answer; one to the same question, word for word, is replaced.
     *
     * @return the entry's id; empty when the semantic cache is off
     */
    public String put(
            Call call,
            SemanticNamespace namespace,
            String question,
            float[] vector,
            Content content,
            Set<Tag> tags,
            Cost cost)
            throws InterruptedException {
        PutLimits.requireUse(call.principal());
        requireQuestion(question);
        UnitVector direction = UnitVector.of(vector);
        PutLimits.require(content, tags);
        if (!isEnabled()) {
            return "";
        }
        Instant now = clock.instant();
        Instant end = now.plus(settings.timeToLive());
        CachedValue value = new CachedValue(content, now, end, end, tags, cost);
        String id = UUID.randomUUID().toString();
        StoredQuestion stored = new StoredQuestion(
                id,
                CanonicalKey.normalised(question),
                AskedQuestion.of(question, namespace.language()),
                direction,
                value);
        TenantNamespace name = new TenantNamespace(call.tenant(), namespace);
        shelves.put(name, stored);
        archive.store(name, stored.archived());
        metrics.put();
        shelves.sweep();
        return id;
    }

    /** Drops an entry whose answer was wrong and makes hits in its collection harder for a while. */
    public void reportWrongHit(Call call, SemanticNamespace namespace, String id) throws InterruptedException {
        PutLimits.requireUse(call.principal());
        TenantNamespace name = new TenantNamespace(call.tenant(), namespace);
        if (!isEnabled() || !remove(name, id)) {
            throw QuernException.notFound("entry_id", "There is no such entry in the semantic cache, or not any more.");
        }
        Instant now = clock.instant();
        feedback.report(name.collection(), id, now);
        metrics.reported();
        archive.report(name.collection(), id, now);
    }

    @Override
    public long invalidate(Invalidation invalidation) throws InterruptedException {
        if (!isEnabled()) {
            return 0;
        }
        long removed;
        try {
            removeFromArchive(invalidation);
        } finally {
            // Also when the caller has gone: what it knew to be stale is stale. After the archive, so that whoever
            // reads that does not bring back what is forgotten here.
            removed = forget(invalidation);
        }
        return removed;
    }

    @Override
    public long forget(Invalidation invalidation) {
        return switch (invalidation) {
            case Invalidation.OfTag tagged ->
                forget(tagged.tenant(), question -> question.value().tags().contains(tagged.tag()));
            case Invalidation.OfTenant all -> forget(all.tenant(), _ -> true);
            case Invalidation.OfPattern some
            when some.pattern().matchesEverything() -> forget(some.tenant(), _ -> true);
            // Questions have no keys.
            case Invalidation.OfPattern _, Invalidation.OfKey _ -> 0;
        };
    }

    @Override
    public void forgetAll() {
        shelves.all().forEach(shelves::drop);
    }

    @Override
    public boolean isSettled(String tenant) {
        return archive.isSettled(tenant);
    }

    @Override
    public boolean settle(String tenant) throws InterruptedException {
        return archive.settle(tenant);
    }

    public SemanticStatistics statistics() {
        return metrics.statistics(isEnabled(), shelves);
    }

    /** Holds that share of its bytes at most from now on. */
    public void resize(double share) {
        shelves.resize(share);
    }

    public Duration age(CachedValue value) {
        return value.age(clock.instant());
    }

    @Override
    public void close() {
        follower.close();
    }

    private boolean isEnabled() {
        return settings.mode() != SemanticMode.OFF;
    }

    private SemanticLookup judge(List<Candidate> candidates, AskedQuestion asked, double threshold) {
        Optional<SemanticHit> best = Optional.empty();
        Optional<Rejection> nearest = Optional.empty();
        for (Candidate candidate : candidates) {
            StoredQuestion stored = candidate.stored();
            Match match = verification.match(asked, stored.question(), candidate.cosine());
            if (match.conflict().isEmpty() && match.score() >= threshold) {
                if (best.isEmpty() || match.score() > best.get().score()) {
                    best = Optional.of(new SemanticHit(
                            stored.id(), stored.question().text(), stored.value(), candidate.cosine(), match.score()));
                }
            } else if (nearest.isEmpty()) {
                nearest = Optional.of(new Rejection(
                        match.conflict().orElse(Rejection.BELOW_THRESHOLD), candidate.cosine(), match.score()));
            }
        }
        return new SemanticLookup(best, best.isPresent() ? Optional.empty() : nearest);
    }

    private void removeFromArchive(Invalidation invalidation) throws InterruptedException {
        switch (invalidation) {
            case Invalidation.OfTag tagged -> archive.removeTagged(tagged.tenant(), tagged.tag());
            case Invalidation.OfTenant all -> archive.outdate(all.tenant());
            case Invalidation.OfPattern some when some.pattern().matchesEverything() -> archive.outdate(some.tenant());
            case Invalidation.OfPattern _, Invalidation.OfKey _ -> {}
        }
    }

    /** @return whether it was there */
    private boolean remove(TenantNamespace name, String id) throws InterruptedException {
        Shelf shelf = shelves.get(name);
        if (!shelf.has(id)) {
            // Another replica may have served it.
            follower.catchUp(shelf);
        }
        if (!shelf.has(id)) {
            return false;
        }
        try {
            archive.remove(name, id);
        } finally {
            shelf.following().removing();
            shelf.remove(id);
        }
        return true;
    }

    private long forget(String tenant, Predicate<StoredQuestion> condition) {
        long removed = 0;
        for (Shelf shelf : shelves.ofTenant(tenant)) {
            shelf.following().removing();
            removed += shelf.removeIf(condition);
        }
        return removed;
    }

    private static void requireQuestion(String question) {
        PutLimits.requireText("question", "A question", question, LONGEST_QUESTION);
    }
}
