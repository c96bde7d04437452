package dev.quern.cache.redis;

import dev.quern.cache.CacheKey;
import dev.quern.cache.Glob;
import dev.quern.cache.Tag;
import dev.quern.cache.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * How keys and tags are called in Redis: {@code quern:cache:{TENANT}:v:TYPE:KEY}. What callers choose freely comes
 * last, and everything before it is free of colons and braces, so that two different names are never written alike. The
 * braces are a hash tag: all that a tenant has is in one slot, which keeps scripts over several keys legal in a cluster.
 */
final class RedisNames {
    private static final String PREFIX = "quern:cache:{";

    private RedisNames() {}

    static String value(CacheKey key) {
        return values(key.tenant()) + name(key.type()) + ":" + key.key();
    }

    static String tag(String tenant, Tag tag) {
        return tenant(tenant) + "tag:" + tag.kind().name().toLowerCase(Locale.ROOT) + ":" + tag.value();
    }

    static String epoch(String tenant) {
        return tenant(tenant) + "e";
    }

    static String lease(CacheKey key) {
        return tenant(key.tenant()) + "lease:" + name(key.type()) + ":" + key.key();
    }

    /** The key that a name stands for, when it is one of the tenant's values. */
    static Optional<CacheKey> key(String tenant, String name) {
        String values = values(tenant);
        if (!name.startsWith(values)) {
            return Optional.empty();
        }
        for (ValueType type : ValueType.values()) {
            String before = values + name(type) + ":";
            if (name.startsWith(before) && name.length() > before.length()) {
                return Optional.of(new CacheKey(tenant, type, name.substring(before.length())));
            }
        }
        return Optional.empty();
    }

    /** What Redis should look for: at least every name whose key {@code glob} matches. */
    static String pattern(String tenant, Glob glob) {
        StringBuilder pattern = new StringBuilder(values(tenant)).append("*:");
        String wanted = glob.pattern();
        for (int i = 0; i < wanted.length(); i++) {
            char c = wanted.charAt(i);
            switch (c) {
                // To Redis one character is one byte.
                case '*', '?' -> pattern.append('*');
                case '\\' -> {
                    boolean last = i + 1 == wanted.length();
                    pattern.append('\\').append(last ? '\\' : wanted.charAt(++i));
                }
                case '[', ']' -> pattern.append('\\').append(c);
                default -> pattern.append(c);
            }
        }
        return pattern.toString();
    }

    private static String values(String tenant) {
        return tenant(tenant) + "v:";
    }

    /** Before everything that a tenant has. */
    static String tenant(String tenant) {
        StringBuilder plain = new StringBuilder(PREFIX);
        for (byte b : tenant.getBytes(StandardCharsets.UTF_8)) {
            if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' || b == '_') {
                plain.append((char) b);
            } else {
                plain.append(String.format(Locale.ROOT, "%%%02x", b));
            }
        }
        return plain.append("}:").toString();
    }

    private static String name(ValueType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
