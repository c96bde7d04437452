package dev.quern.retrieval;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** The configuration's defaults, except for what a test says. */
public final class TestConfig {
    private TestConfig() {}

    /** @param keysAndValues keys without the prefix, each followed by its value */
    public static RetrievalConfig with(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("quern.retrieval." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RetrievalConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(RetrievalConfig.class);
    }
}
