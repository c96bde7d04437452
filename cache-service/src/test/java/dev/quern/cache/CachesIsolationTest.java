package dev.quern.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a tenant sends, it neither reads nor drops nor delays what another tenant has. */
class CachesIsolationTest {
    private static final String[] PIECES = {
        "k", "*", "?", ":", "/", "..", "{", "}", "\\", "\0", "\n", " ", "acme", "\uD800", "맷", "%61", "[", "a", "'"
    };
    private static final Call VICTIM = Callers.call("acme", Scope.ASK);

    @Test
    void noInputReachesAnotherTenant() throws Exception {
        Random random = new Random(42);
        Caches caches = new TestCaches().build();
        put(caches, VICTIM, "k", "d", "secret");

        for (int i = 0; i < 5_000; i++) {
            Call attacker = Callers.call("globex", Scope.ASK, Scope.INGEST, Scope.ADMIN);
            String text = text(random);
            try {
                act(caches, attacker, random.nextInt(6), text);
            } catch (QuernException refused) {
                assertThat(refused.field()).as("of %s", text).isPresent();
            }
            assertThat(caches.get(VICTIM, ValueType.ANSWER, "k", false, false).hit())
                    .as("after %s", text)
                    .map(hit -> Values.text(hit.value()))
                    .contains("secret");
        }
    }

    private static void act(Caches caches, Call attacker, int action, String text) throws InterruptedException {
        switch (action) {
            case 0 -> put(caches, attacker, text, text, "mine");
            case 1 -> caches.invalidateKey(attacker, ValueType.ANSWER, text);
            case 2 -> caches.invalidateTag(attacker, Values.document(text));
            case 3 -> caches.invalidatePattern(attacker, new Glob(text));
            case 4 -> caches.invalidateEverything(attacker);
            default ->
                assertThat(caches.get(attacker, ValueType.ANSWER, text, false, false)
                                .hit())
                        .map(hit -> Values.text(hit.value()))
                        .isNotEqualTo(Optional.of("secret"));
        }
    }

    private static void put(Caches caches, Call call, String key, String tag, String text) throws InterruptedException {
        caches.put(
                call,
                ValueType.ANSWER,
                key,
                new Content(text.getBytes(StandardCharsets.UTF_8)),
                Optional.empty(),
                Set.of(Values.document(tag)),
                Cost.NONE);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(5); length >= 0; length--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
