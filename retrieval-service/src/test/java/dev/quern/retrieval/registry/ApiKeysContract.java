package dev.quern.retrieval.registry;

import static dev.quern.retrieval.registry.TestCallers.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Priority;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Ulids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys on every kind of {@link Entries}. */
public abstract class ApiKeysContract extends RegistryContract {
    private final TestClock clock = new TestClock();
    private ApiKeys keys;
    private Call admin;
    private Call operator;
    private Call gateway;

    @BeforeEach
    void openKeys() {
        keys = new ApiKeys(entries, clock);
        admin = call(tenant, Scope.ADMIN);
        operator = call("operators", Scope.OPERATE);
        gateway = call("quern", Scope.SERVICE);
    }

    @Test
    void keepsEverythingThatAKeySays() throws Exception {
        ApiKey wanted = new ApiKey(
                "",
                "Büro = 1",
                "",
                Set.of(Scope.ASK, Scope.ADMIN),
                Priority.BATCH,
                12,
                3_000_000_000L,
                Instant.EPOCH,
                Optional.of(clock.instant().plusSeconds(9).plusNanos(7)),
                false,
                "forged");
        byte[] hash = hash("secret");

        ApiKey made = keys.create(admin, wanted, hash);
        entries.close();
        entries = open();
        openKeys();

        assertThat(made)
                .isEqualTo(new ApiKey(
                        made.id(),
                        wanted.name(),
                        tenant,
                        wanted.scopes(),
                        wanted.priority(),
                        12,
                        3_000_000_000L,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        wanted.expiresAt(),
                        false,
                        "somebody"));
        assertThat(Ulids.isOne(made.id())).isTrue();
        assertThat(keys.get(admin, made.id())).isEqualTo(made);
        assertThat(keys.find(gateway, hash)).isEqualTo(made);
        assertThat(keys.list(admin, "", 5, Optional.empty()).items()).containsExactly(made);
    }

    @Test
    void findsByTheHashOnlyForServices() {
        keys.create(admin, key("one"), hash("secret"));

        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.find(admin, hash("secret")));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.find(operator, hash("secret")));
        assertRefused(ErrorCode.NOT_FOUND, "hash", () -> keys.find(gateway, hash("other")));
        assertRefused(ErrorCode.INVALID_ARGUMENT, "hash", () -> keys.find(gateway, new byte[31]));
    }

    @Test
    void tellsNobodyOfAnotherTenantsKeys() {
        ApiKey mine = keys.create(admin, key("mine"), hash("mine"));
        Call stranger = call(tenant + "2", Scope.ADMIN, Scope.ASK, Scope.INGEST);

        assertRefused(ErrorCode.NOT_FOUND, "key_id", () -> keys.get(stranger, mine.id()));
        assertRefused(ErrorCode.NOT_FOUND, "key_id", () -> keys.update(stranger, mine));
        assertRefused(ErrorCode.NOT_FOUND, "key_id", () -> keys.revoke(stranger, mine.id()));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.list(stranger, tenant, 5, Optional.empty()));
        assertRefused(
                ErrorCode.PERMISSION_DENIED, "", () -> keys.create(stranger, of(tenant, Scope.ASK), hash("theirs")));
        assertThat(keys.list(stranger, "", 5, Optional.empty()).items()).isEmpty();
        assertThat(keys.get(admin, mine.id())).isEqualTo(mine);
    }

    @Test
    void letsOperatorsAdministerEveryTenant() {
        ApiKey made = keys.create(operator, of(tenant, Scope.OPERATE, Scope.ASK), hash("a"));

        assertThat(made.tenant()).isEqualTo(tenant);
        assertThat(keys.get(operator, made.id())).isEqualTo(made);
        assertThat(keys.list(operator, tenant, 5, Optional.empty()).items()).containsExactly(made);
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.update(admin, made));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.revoke(admin, made.id()));
        assertThat(keys.revoke(operator, made.id()).revoked()).isTrue();
    }

    @Test
    void needsAdministrationForEverything() {
        ApiKey made = keys.create(admin, key("mine"), hash("mine"));
        Call asker = call(tenant, Scope.ASK, Scope.INGEST, Scope.SERVICE);

        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.create(asker, key("k"), hash("k")));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.get(asker, made.id()));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.list(asker, "", 5, Optional.empty()));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.update(asker, made));
        assertRefused(ErrorCode.PERMISSION_DENIED, "", () -> keys.revoke(asker, made.id()));
    }

    @Test
    void givesNobodyMoreThanTheyHave() {
        Call slow = call(tenant, Priority.INTERACTIVE, Scope.ADMIN);

        assertRefused(
                ErrorCode.PERMISSION_DENIED,
                "scopes",
                () -> keys.create(admin, of("", Scope.ASK, Scope.OPERATE), hash("a")));
        for (Call maker : List.of(admin, operator, call(tenant, Scope.values()))) {
            assertRefused(
                    ErrorCode.INVALID_ARGUMENT, "scopes", () -> keys.create(maker, of("", Scope.SERVICE), hash("a")));
        }
        assertRefused(ErrorCode.INVALID_ARGUMENT, "scopes", () -> keys.create(admin, of(""), hash("a")));
        assertRefused(
                ErrorCode.PERMISSION_DENIED,
                "priority",
                () -> keys.create(slow, key("k", Priority.EMERGENCY, 0, 0, Optional.empty()), hash("a")));
        ApiKey made = keys.create(slow, key("k"), hash("a"));
        assertRefused(
                ErrorCode.PERMISSION_DENIED,
                "priority",
                () -> keys.update(slow, made.changedTo(key("k", Priority.EMERGENCY, 0, 0, Optional.empty()))));
        assertThat(keys.list(admin, "", 5, Optional.empty()).items()).containsExactly(made);
    }

    @Test
    void refusesWhatIsNotAKey() {
        Priority usual = Priority.INTERACTIVE;
        Optional<Instant> never = Optional.empty();
        for (String name : List.of("", " ", "x".repeat(101), "a\nb")) {
            assertRefused(ErrorCode.INVALID_ARGUMENT, "name", () -> keys.create(admin, key(name), hash("a")));
        }
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                "requests_per_minute",
                () -> keys.create(admin, key("k", usual, -1, 0, never), hash("a")));
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                "tokens_per_day",
                () -> keys.create(admin, key("k", usual, 0, -1, never), hash("a")));
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                "expires_at",
                () -> keys.create(admin, key("k", usual, 0, 0, Optional.of(clock.instant())), hash("a")));
        for (int length : List.of(0, 31, 33)) {
            assertRefused(ErrorCode.INVALID_ARGUMENT, "hash", () -> keys.create(admin, key("k"), new byte[length]));
        }
        assertThat(keys.list(admin, "", 5, Optional.empty()).items()).isEmpty();
        assertThat(keys.create(admin, key("\uD83E\uDD89".repeat(100)), hash("a"))
                        .name())
                .hasSize(200);
    }

    @Test
    void takesAHashOnce() throws Exception {
        ApiKeys second = new ApiKeys(another(), clock);
        List<Callable<Boolean>> attempts = IntStream.range(0, 6)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    try {
                        (i % 2 == 0 ? keys : second).create(admin, key("k" + i), hash("same"));
                        return true;
                    } catch (QuernException refused) {
                        assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT);
                        assertThat(refused.field()).contains("hash");
                        return false;
                    }
                })
                .toList();

        List<Boolean> made = atOnce(attempts);

        assertThat(made).containsOnlyOnce(true);
        assertThat(keys.list(admin, "", 10, Optional.empty()).items()).hasSize(1);
        assertRefused(ErrorCode.CONFLICT, "hash", () -> keys.create(operator, key("k"), hash("same")));
    }

    @Test
    void changesWhatMayBeChanged() {
        Optional<Instant> end = Optional.of(clock.instant().plusSeconds(60));
        ApiKey made = keys.create(admin, key("before", Priority.BATCH, 1, 2, end), hash("a"));
        ApiKey wanted = new ApiKey(
                made.id(),
                "after",
                "stolen",
                Set.of(Scope.OPERATE),
                Priority.EMERGENCY,
                3,
                4,
                Instant.EPOCH,
                Optional.empty(),
                true,
                "forged");

        ApiKey changed = keys.update(admin, wanted);

        assertThat(changed)
                .isEqualTo(new ApiKey(
                        made.id(),
                        "after",
                        tenant,
                        made.scopes(),
                        Priority.EMERGENCY,
                        3,
                        4,
                        made.createdAt(),
                        Optional.empty(),
                        false,
                        "somebody"));
        assertThat(keys.get(admin, made.id())).isEqualTo(changed);
        assertThat(keys.find(gateway, hash("a"))).isEqualTo(changed);
    }

    @Test
    void keepsWhoHasRevokedAKeyFirst() {
        ApiKey made = keys.create(admin, key("k"), hash("a"));
        keys.revoke(admin, made.id());
        Optional<Entry> first = entries.get("key-revoked/" + made.id());

        clock.advance(Duration.ofHours(1));
        assertThat(keys.revoke(operator, made.id()).revoked()).isTrue();

        assertThat(entries.get("key-revoked/" + made.id())).isPresent().isEqualTo(first);
    }

    @Test
    void checksChanges() {
        Optional<Instant> end = Optional.of(clock.instant().plusSeconds(60));
        ApiKey made = keys.create(admin, key("k", Priority.BATCH, 0, 0, end), hash("a"));

        assertRefused(ErrorCode.INVALID_ARGUMENT, "name", () -> keys.update(admin, made.changedTo(key(""))));
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                "requests_per_minute",
                () -> keys.update(admin, made.changedTo(key("k", Priority.BATCH, -1, 0, end))));
        clock.advance(Duration.ofHours(1));
        assertRefused(
                ErrorCode.INVALID_ARGUMENT,
                "expires_at",
                () -> keys.update(admin, made.changedTo(key("k", Priority.BATCH, 0, 0, Optional.of(clock.instant())))));
        for (String id : List.of("", "nothing", Ulids.next(), made.id() + "/", "x".repeat(40_000))) {
            assertRefused(ErrorCode.NOT_FOUND, "key_id", () -> keys.get(admin, id));
        }
        assertThat(keys.update(admin, made.changedTo(key("renamed", Priority.BATCH, 0, 0, end)))
                        .name())
                .isEqualTo("renamed");
    }

    @Test
    void revokesForGood() throws Exception {
        ApiKey made = keys.create(admin, key("k"), hash("a"));
        ApiKey other = keys.create(admin, key("other"), hash("b"));

        ApiKey revoked = keys.revoke(admin, made.id());
        keys.revoke(admin, made.id());
        // As one does who had looked at it before.
        entries.put(new Entry(
                "key/" + HexFormat.of().formatHex(hash("a")),
                "keys/" + tenant,
                made.id(),
                Entry.NEVER,
                made.properties()));
        entries.close();
        entries = open();
        openKeys();

        assertThat(revoked.revoked()).isTrue();
        assertThat(keys.get(admin, made.id())).isEqualTo(revoked);
        assertThat(keys.find(gateway, hash("a"))).isEqualTo(revoked);
        assertThat(keys.list(admin, "", 5, Optional.empty()).items()).containsExactly(other, revoked);
        assertRefused(ErrorCode.CONFLICT, "key_id", () -> keys.update(admin, made));
        assertRefused(ErrorCode.CONFLICT, "hash", () -> keys.create(admin, key("again"), hash("a")));
    }

    @Test
    void findsAKeyThatHasExpired() {
        ApiKey made = keys.create(
                admin,
                key("k", Priority.BATCH, 0, 0, Optional.of(clock.instant().plusSeconds(1))),
                hash("a"));
        clock.advance(Duration.ofDays(1000));

        assertThat(keys.find(gateway, hash("a"))).isEqualTo(made);
        assertThat(keys.list(admin, tenant, 5, Optional.empty()).items()).containsExactly(made);
    }

    @Test
    void listsPageByPageTheNewestFirst() {
        List<ApiKey> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.addFirst(keys.create(admin, key("k" + i), hash("s" + i)));
        }

        Page<ApiKey> first = keys.list(admin, "", 3, Optional.empty());
        Page<ApiKey> second = keys.list(admin, "", 3, first.next());

        assertThat(first.items()).containsExactlyElementsOf(all.subList(0, 3));
        assertThat(second.items()).containsExactlyElementsOf(all.subList(3, 5));
        assertThat(second.next()).isEmpty();
    }

    private static ApiKey key(String name) {
        return key(name, Priority.INTERACTIVE, 0, 0, Optional.empty());
    }

    private static ApiKey key(String name, Priority priority, int requests, long tokens, Optional<Instant> end) {
        return new ApiKey("", name, "", Set.of(Scope.ASK), priority, requests, tokens, Instant.EPOCH, end, false, "");
    }

    private static ApiKey of(String owner, Scope... scopes) {
        return new ApiKey(
                "", "k", owner, Set.of(scopes), Priority.BATCH, 0, 0, Instant.EPOCH, Optional.empty(), false, "");
    }

    /** Of a secret of this test's own. */
    private byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((tenant + secret).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
