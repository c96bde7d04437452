package dev.quern.redis;

import java.util.Map;
import java.util.stream.Collectors;

/** What the INFO command answers: lines of {@code name:value}. */
public record RedisInfo(Map<String, String> fields) {
    private static final int HALF = 20;

    public static RedisInfo parse(String info) {
        return new RedisInfo(info.lines()
                .filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toUnmodifiableMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, _) -> first)));
    }

    /** Empty where the server does not tell. */
    public String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /** 0 where the server does not tell. */
    public long number(String name) {
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

    private static String half(String id) {
        return id.length() > HALF ? id.substring(0, HALF) : id;
    }
}
