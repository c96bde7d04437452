package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** API keys in memory, made to fail or to wait at will; it refuses what the store refuses. */
@Alternative
@Priority(1)
@ApplicationScoped
public class FakeApiKeys implements ApiKeys {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<String, ApiKey> keys = new ConcurrentSkipListMap<>();
    private final Map<String, String> hashes = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger lookups = new AtomicInteger();
    private volatile boolean down;
    private volatile boolean updatesFail;
    private volatile boolean refuses;
    private volatile String lostReply = "";
    private volatile Optional<CountDownLatch> held = Optional.empty();

    public void reset() {
        release();
        keys.clear();
        hashes.clear();
        lookups.set(0);
        down = false;
        updatesFail = false;
        lostReply = "";
        refuses = false;
    }

    public void goDown() {
        down = true;
    }

    public void comeBack() {
        down = false;
    }

    public void failUpdates() {
        updatesFail = true;
    }

    /** Administration, of everybody. */
    public void refuse() {
        refuses = true;
    }

    /** The next call of this name does its work, and fails all the same. */
    public void loseReplyOf(String method) {
        lostReply = method;
    }

    private void reply(String method) {
        if (lostReply.equals(method)) {
            lostReply = "";
            throw QuernException.unavailable("retrieval-service", "It cannot be reached.", new IOException("lost"));
        }
    }

    /** Look-ups wait until they are released. */
    public void hold() {
        held = Optional.of(new CountDownLatch(1));
    }

    public void release() {
        held.ifPresent(CountDownLatch::countDown);
        held = Optional.empty();
    }

    public int lookups() {
        return lookups.get();
    }

    /** Changed by somebody else, of whom the gateway hears nothing. */
    public void change(String id, UnaryOperator<ApiKey> change) {
        keys.computeIfPresent(id, (ignored, key) -> change.apply(key));
    }

    /** Puts a key there without anybody asking; its secret is returned. */
    public String put(ApiKey key) {
        String secret = KeySecrets.make();
        store(key, KeySecrets.hash(secret));
        return secret;
    }

    private ApiKey store(ApiKey key, byte[] hash) {
        String id = key.id().isEmpty() ? "key%04d".formatted(made.incrementAndGet()) : key.id();
        ApiKey stored = new ApiKey(
                id,
                key.name(),
                key.tenant(),
                key.scopes(),
                key.priority(),
                key.requestsPerMinute(),
                key.tokensPerDay(),
                NOW,
                key.expiresAt(),
                key.revoked(),
                key.createdBy());
        keys.put(id, stored);
        hashes.put(HexFormat.of().formatHex(hash), id);
        return stored;
    }

    @Override
    public ApiKey create(Call call, ApiKey key, byte[] hash) {
        administer(call, key.tenant());
        requireRank(call, key);
        checkPriority(call, key);
        checkEnd(key);
        if (key.scopes().isEmpty() || key.scopes().contains(Scope.SERVICE)) {
            throw QuernException.invalid("scopes", "These are no scopes of a key.");
        }
        if (hashes.containsKey(HexFormat.of().formatHex(hash))) {
            throw new QuernException(ErrorCode.CONFLICT, "There is a key with this hash already.");
        }
        ApiKey stored = store(key, hash);
        reply("create");
        return stored;
    }

    @Override
    public Optional<ApiKey> find(Call call, byte[] hash) {
        call.principal().require(Scope.SERVICE);
        lookups.incrementAndGet();
        held.ifPresent(latch -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw QuernException.of(e);
            }
        });
        requireUp();
        return Optional.ofNullable(hashes.get(HexFormat.of().formatHex(hash))).map(keys::get);
    }

    @Override
    public ApiKey get(Call call, String id) {
        requireUp();
        ApiKey key = keys.get(id);
        boolean operates = call.principal().scopes().contains(Scope.OPERATE);
        if (key == null || (!operates && !key.tenant().equals(call.tenant()))) {
            throw QuernException.notFound("id", "There is no such API key.");
        }
        administer(call, key.tenant());
        return key;
    }

    @Override
    public Page<ApiKey> list(Call call, String tenant, PageRequest page) {
        administer(call, tenant);
        var after = keys.values().stream()
                .filter(key -> key.tenant().equals(tenant) && key.id().compareTo(page.token()) > 0)
                .toList();
        boolean more = after.size() > page.size();
        var items = more ? after.subList(0, page.size()) : after;
        return new Page<>(items, more ? items.getLast().id() : "");
    }

    @Override
    public ApiKey update(Call call, ApiKey key) {
        ApiKey before = get(call, key.id());
        requireRank(call, before);
        if (before.revoked()) {
            throw new QuernException(ErrorCode.CONFLICT, "This key was revoked, for good.");
        }
        if (key.priority() != before.priority()) {
            checkPriority(call, key);
        }
        if (!key.expiresAt().equals(before.expiresAt())) {
            checkEnd(key);
        }
        if (updatesFail) {
            throw QuernException.unavailable("retrieval-service", "It cannot be reached.", new IOException("down"));
        }
        keys.put(key.id(), key);
        reply("update");
        return key;
    }

    @Override
    public ApiKey revoke(Call call, String id) {
        ApiKey revoked = revoked(get(call, id));
        requireRank(call, revoked);
        keys.put(id, revoked);
        reply("revoke");
        return revoked;
    }

    public static ApiKey revoked(ApiKey key) {
        return new ApiKey(
                key.id(),
                key.name(),
                key.tenant(),
                key.scopes(),
                key.priority(),
                key.requestsPerMinute(),
                key.tokensPerDay(),
                key.createdAt(),
                key.expiresAt(),
                true,
                key.createdBy());
    }

    private void administer(Call call, String tenant) {
        requireUp();
        if (refuses) {
            throw new QuernException(ErrorCode.PERMISSION_DENIED, "No.");
        }
        call.principal().requireAny(Scope.ADMIN, Scope.OPERATE);
        if (!tenant.equals(call.tenant())) {
            call.principal().require(Scope.OPERATE);
        }
    }

    private static void requireRank(Call call, ApiKey key) {
        if (key.scopes().contains(Scope.OPERATE)) {
            call.principal().require(Scope.OPERATE);
        }
    }

    private static void checkPriority(Call call, ApiKey key) {
        if (key.priority().compareTo(call.principal().priority()) > 0) {
            throw new QuernException(
                    ErrorCode.PERMISSION_DENIED, "A key gets no higher priority than its maker's own.");
        }
    }

    private static void checkEnd(ApiKey key) {
        if (key.expiresAt().filter(end -> !end.isAfter(Instant.now())).isPresent()) {
            throw QuernException.invalid("expires_at", "`expires_at` lies in the future.");
        }
    }

    private void requireUp() {
        if (down) {
            throw QuernException.unavailable("retrieval-service", "It cannot be reached.", new IOException("down"));
        }
    }
}
