package dev.quern.cache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the INFO command answers: lines of {@code name:value}. */
record RedisInfo(Map<String, String> fields) {
    private static final int HALF = 20;

    static RedisInfo parse(String info) {
        return new RedisInfo(info.lines()
                .filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toUnmodifiableMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, _) -> first)));
    }

    String text(String name) {
        return fields.getOrDefault(name, "");
    }

    long number(String name) {
        String text = text(name);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    boolean isMaster() {
        return text("role").equals("master");
    }

    /** Of the server's process. */
    String process() {
        return text("run_id");
    }

    /** Of the history of its data, which is another one after each promotion. */
    String history() {
        return text("master_replid");
    }

    /**
     * Names the time during which this server has been the master without a break. The process alone does not: a master
     * that was replaced and is promoted again is still the same process, and may have missed what happened meanwhile.
     */
    String reign() {
        return half(process()) + half(history());
    }

    /** What its operator should change, in sentences; empty when all is well. */
    List<String> advice() {
        List<String> advice = new ArrayList<>();
        if (text("maxmemory").equals("0")) {
            advice.add("no maxmemory: Redis may take all memory of its machine; set maxmemory, for example 10gb");
        }
        String policy = text("maxmemory_policy");
        if (policy.isEmpty()) {
            advice.add("Redis does not tell its maxmemory-policy: see that it is volatile-lru");
        } else if (!policy.endsWith("-lru") && !policy.endsWith("-lfu")) {
            advice.add("eviction policy " + policy
                    + (policy.equals("noeviction") ? ": a full Redis takes no more values" : " spares no hot values")
                    + "; set maxmemory-policy to volatile-lru");
        }
        return advice;
    }

    private static String half(String id) {
        return id.length() > HALF ? id.substring(0, HALF) : id;
    }
}
