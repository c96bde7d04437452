package dev.quern.cache.redis;

import java.util.Map;
import java.util.stream.Collectors;

/** What the INFO command answers: lines of {@code name:value}. */
record RedisInfo(Map<String, String> fields) {
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
}
