package dev.quern.cache.semantic;

import dev.quern.cache.CacheConfig.SemanticMode;
import dev.quern.cache.Circuit;
import dev.quern.cache.Content;
import dev.quern.cache.Cost;
import dev.quern.cache.Tag;
import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A semantic cache with a clock that the test turns, and short ways to use it. */
final class SemanticFixture implements InstantSource {
    static final SemanticNamespace DOCS = namespace("docs", "v1");
    static final int SIZE = 16;

    /** Small enough for tests that fill it. */
    static final SemanticSettings SETTINGS = new SemanticSettings(
            SemanticMode.VERIFIED,
            .9,
            .7,
            4,
            10,
            16L * 1024 * 1024,
            Duration.ofHours(2),
            Duration.ofMinutes(10),
            Duration.ofDays(1));

    final SemanticCache cache;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    SemanticFixture(SemanticSettings settings, Verification verification, SemanticArchive archive) {
        SemanticMetrics metrics = new SemanticMetrics(new SimpleMeterRegistry());
        Circuit circuit = new Circuit(3, Duration.ZERO, System::nanoTime);
        cache = new SemanticCache(settings, verification, new GuardedArchive(archive, circuit, metrics), metrics, this);
    }

    static SemanticFixture verified() {
        return of(SETTINGS);
    }

    static SemanticFixture of(SemanticSettings settings) {
        return new SemanticFixture(settings, SemanticFixture::sameWords, SemanticArchive.NONE);
    }

    static SemanticSettings with(SemanticMode mode, int entries) {
        return settings(mode, entries, SETTINGS.bytes());
    }

    static SemanticSettings withBytes(long bytes) {
        return settings(SETTINGS.mode(), SETTINGS.entries(), bytes);
    }

    private static SemanticSettings settings(SemanticMode mode, int entries, long bytes) {
        return new SemanticSettings(
                mode,
                SETTINGS.threshold(),
                SETTINGS.floor(),
                SETTINGS.candidates(),
                entries,
                bytes,
                SETTINGS.timeToLive(),
                SETTINGS.idle(),
                SETTINGS.feedbackHalfLife());
    }

    /** Sure by the cosine; questions that differ in a digit ask for something else. */
    static Match sameWords(AskedQuestion asked, AskedQuestion stored, double cosine) {
        boolean same = digits(asked.text()).equals(digits(stored.text()));
        return new Match(cosine, same ? Optional.empty() : Optional.of("numbers"));
    }

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    String put(String question, Tag... tags) throws InterruptedException {
        return put("acme", DOCS, question, vector(question), tags);
    }

    String put(String tenant, SemanticNamespace namespace, String question, float[] vector, Tag... tags)
            throws InterruptedException {
        return cache.put(
                call(tenant),
                namespace,
                question,
                vector,
                content("answer to " + question),
                Set.copyOf(Arrays.asList(tags)),
                new Cost(Duration.ofSeconds(2), 100));
    }

    SemanticLookup lookUp(String question) {
        return lookUp("acme", DOCS, question, vector(question));
    }

    SemanticLookup lookUp(String tenant, SemanticNamespace namespace, String question, float[] vector) {
        return cache.lookUp(call(tenant), namespace, question, vector);
    }

    String answer(String question) {
        return answer(lookUp(question));
    }

    static String answer(SemanticLookup lookup) {
        return lookup.hit()
                .map(hit -> new String(hit.value().content().bytes(), StandardCharsets.UTF_8))
                .orElse("nothing");
    }

    static SemanticNamespace namespace(String collection, String version) {
        return new SemanticNamespace(collection, version, "model", "p1", "en", "");
    }

    static Content content(String text) {
        return new Content(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for the same text, and far from that of any other. */
    static float[] vector(String text) {
        return random(new Random(text.hashCode()), SIZE * 8);
    }

    static float[] random(Random random, int size) {
        float[] vector = new float[size];
        for (int i = 0; i < size; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    /** At that cosine from the other. */
    static float[] near(float[] vector, double cosine, Random random) {
        float[] unit = UnitVector.of(vector).components();
        float[] noise = random(random, vector.length);
        double along = Vectors.dot(unit, noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] -= (float) (along * unit[i]);
        }
        float[] across = UnitVector.of(noise).components();
        float[] near = new float[vector.length];
        double sine = Math.sqrt(1 - cosine * cosine);
        for (int i = 0; i < near.length; i++) {
            near[i] = (float) (cosine * unit[i] + sine * across[i]);
        }
        return near;
    }

    static Call call(String tenant, Scope... scopes) {
        Set<Scope> all = scopes.length == 0 ? Set.of(Scope.ASK) : Set.of(scopes);
        Principal principal = new Principal(tenant, "test", all, Priority.INTERACTIVE, Instant.MAX);
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(Duration.ofMinutes(5)),
                "0".repeat(32));
    }

    private static String digits(String text) {
        return text.replaceAll("[^0-9]", "");
    }

    private static final class Vectors {
        static double dot(float[] a, float[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += (double) a[i] * b[i];
            }
            return sum;
        }
    }
}
