package dev.quern.gateway;

import dev.quern.protocol.Call;
import java.util.Optional;

/** The keys of the REST API, in the durable store. Those of another tenant need the scope {@code OPERATE}. */
public interface ApiKeys {

    /** @param hash SHA-256 of the secret; answers with the key's id and time of creation */
    ApiKey create(Call call, ApiKey key, byte[] hash);

    /** Whichever tenant it is of, also when it has expired or was revoked; for a call with the scope {@code SERVICE}. */
    Optional<ApiKey> find(Call call, byte[] hash);

    /** Throws {@code NOT_FOUND} for a key that is not there. */
    ApiKey get(Call call, String id);

    Page<ApiKey> list(Call call, String tenant, PageRequest page);

    /** Name, priority, limits and end as they shall be; the rest stays. */
    ApiKey update(Call call, ApiKey key);

    /** For good. */
    ApiKey revoke(Call call, String id);
}
