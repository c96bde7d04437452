package dev.quern.cache.redis;

import dev.quern.cache.semantic.SemanticNamespace;
import dev.quern.cache.semantic.TenantCollection;
import dev.quern.cache.semantic.TenantNamespace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How what the semantic cache keeps is called in Redis. Namespaces are long, so their digests stand for them. */
final class RedisSemanticNames {
    private RedisSemanticNames() {}

    /** The log of a namespace. */
    static String log(TenantNamespace namespace) {
        SemanticNamespace parts = namespace.namespace();
        return RedisNames.tenant(namespace.tenant())
                + "semantic:log:"
                + digest(
                        parts.collection(),
                        parts.collectionVersion(),
                        parts.model(),
                        parts.promptVersion(),
                        parts.language(),
                        parts.variant());
    }

    /** Which logs a tenant has. */
    static String logs(String tenant) {
        return RedisNames.tenant(tenant) + "semantic:logs";
    }

    /** Which hits in a collection were reported as wrong. */
    static String reports(TenantCollection collection) {
        return RedisNames.tenant(collection.tenant()) + "semantic:wrong:" + digest(collection.collection());
    }

    private static String digest(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length, so that no two lists of parts are digested as the same bytes.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
