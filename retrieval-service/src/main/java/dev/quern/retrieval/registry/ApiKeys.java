package dev.quern.retrieval.registry;

import dev.quern.protocol.Call;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import dev.quern.protocol.Scope;
import dev.quern.retrieval.Page;
import dev.quern.retrieval.Ulids;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of the REST API. A key is an entry under its hash, by which it is looked up again and again; another entry
 * leads from its id to the hash. That it is revoked is an entry of its own, which nothing removes, so that no change of
 * the key that is under way can bring it back.
 */
public final class ApiKeys {
    private static final int HASH_BYTES = 32;

    private final Entries entries;
    private final InstantSource clock;
    private final ApiKeyRules rules;

    public ApiKeys(Entries entries, InstantSource clock) {
        this.entries = entries;
        this.clock = clock;
        rules = new ApiKeyRules(clock);
    }

    /**
     * @param wanted without a tenant it is for the principal's
     * @param hash SHA-256 of the secret
     */
    public ApiKey create(Call call, ApiKey wanted, byte[] hash) {
        ApiKeyRules.requireAdministration(call.principal());
        ApiKey key = new ApiKey(
                Ulids.next(),
                wanted.name(),
                wanted.tenant().isEmpty() ? call.tenant() : wanted.tenant(),
                wanted.scopes(),
                wanted.priority(),
                wanted.requestsPerMinute(),
                wanted.tokensPerDay(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                wanted.expiresAt(),
                false,
                call.principal().subject());
        rules.checkNew(call.principal(), key);
        String digits = digits(hash);
        call.ensureWanted();
        // First, so that no key is in use that cannot be revoked.
        entries.put(Entry.alone(idName(key.id()), Map.of("hash", digits)));
        if (!entries.putIfAbsent(entry(key, digits))) {
            entries.remove(idName(key.id()));
            throw new QuernException(ErrorCode.CONFLICT, "There is a key with this hash already.").withField("hash");
        }
        return key;
    }

    /** Whichever tenant it is of, also when it has expired or was revoked. */
    public ApiKey find(Call call, byte[] hash) {
        call.principal().require(Scope.SERVICE);
        return entries.get(keyName(digits(hash)))
                .map(this::read)
                .orElseThrow(() -> QuernException.notFound("hash", "There is no key with this hash."));
    }

    public ApiKey get(Call call, String id) {
        return stored(call, id).key();
    }

    /**
     * The newest first, revoked ones too.
     *
     * @param tenant empty for the principal's
     */
    public Page<ApiKey> list(Call call, String tenant, int limit, Optional<String> before) {
        String whose = tenant.isEmpty() ? call.tenant() : tenant;
        ApiKeyRules.requireTenant(call.principal(), whose);
        Page<Entry> page = entries.list(listName(whose), clock.instant(), limit, before);
        List<String> ends = page.items().stream()
                .map(entry -> revocationName(entry.text("id")))
                .toList();
        Set<String> revoked = ends.isEmpty() ? Set.of() : entries.present(ends);
        return new Page<>(
                page.items().stream()
                        .map(entry -> ApiKey.from(entry, revoked.contains(revocationName(entry.text("id")))))
                        .toList(),
                page.next());
    }

    /** @param wanted name, priority, limits and end as they shall be */
    public ApiKey update(Call call, ApiKey wanted) {
        Stored before = stored(call, wanted.id());
        rules.checkChange(call.principal(), before.key(), wanted);
        ApiKey changed = before.key().changedTo(wanted);
        call.ensureWanted();
        entries.put(entry(changed, before.hash()));
        return changed;
    }

    public ApiKey revoke(Call call, String id) {
        ApiKey key = stored(call, id).key();
        ApiKeyRules.requireRank(call.principal(), key);
        call.ensureWanted();
        // Who was the first, and when, stays as it was.
        entries.putIfAbsent(Entry.alone(
                revocationName(id),
                Map.of(
                        "revokedAt", clock.instant().toString(),
                        "revokedBy", call.principal().subject())));
        return key.asRevoked();
    }

    private record Stored(ApiKey key, String hash) {}

    private Stored stored(Call call, String id) {
        ApiKeyRules.requireAdministration(call.principal());
        return Optional.of(id)
                .filter(Ulids::isOne)
                .flatMap(known -> entries.get(idName(known)))
                .map(leading -> leading.text("hash"))
                .flatMap(hash -> entries.get(keyName(hash)).map(entry -> new Stored(read(entry), hash)))
                // A key that was refused for its hash leads to another one if nobody could tidy up.
                .filter(found -> found.key().id().equals(id))
                .filter(found -> ApiKeyRules.sees(call.principal(), found.key().tenant()))
                .orElseThrow(() -> QuernException.notFound("key_id", "There is no such key."));
    }

    private ApiKey read(Entry entry) {
        return ApiKey.from(entry, entries.get(revocationName(entry.text("id"))).isPresent());
    }

    private static Entry entry(ApiKey key, String hash) {
        return new Entry(keyName(hash), listName(key.tenant()), key.id(), Entry.NEVER, key.properties());
    }

    private static String digits(byte[] hash) {
        if (hash.length != HASH_BYTES) {
            throw QuernException.invalid("hash", "`hash` has 32 bytes: it is the SHA-256 of a key.");
        }
        return HexFormat.of().formatHex(hash);
    }

    private static String keyName(String hash) {
        return "key/" + hash;
    }

    private static String idName(String id) {
        return "key-id/" + id;
    }

    private static String revocationName(String id) {
        return "key-revoked/" + id;
    }

    private static String listName(String tenant) {
        return "keys/" + tenant;
    }
}
