package dev.quern.cache.redis;

import dev.quern.redis.RedisInfo;
import java.util.ArrayList;
import java.util.List;

/** What the operator of a Redis should change that keeps values of a cache. */
public final class MemoryAdvice {
    private MemoryAdvice() {}

    /** In sentences; empty when all is well. */
    public static List<String> of(RedisInfo info) {
        List<String> advice = new ArrayList<>();
        if (info.text("maxmemory").equals("0")) {
            advice.add("no maxmemory: Redis may take all memory of its machine; set maxmemory, for example 10gb");
        }
        String policy = info.text("maxmemory_policy");
        if (policy.isEmpty()) {
            advice.add("Redis does not tell its maxmemory-policy: see that it is volatile-lru");
        } else if (!policy.endsWith("-lru") && !policy.endsWith("-lfu")) {
            advice.add("eviction policy " + policy
                    + (policy.equals("noeviction") ? ": a full Redis takes no more values" : " spares no hot values")
                    + "; set maxmemory-policy to volatile-lru");
        }
        return advice;
    }
}
