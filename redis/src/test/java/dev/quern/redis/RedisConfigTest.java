package dev.quern.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisConfigTest {
    @TempDir
    private Path folder;

    @Test
    void readsThePasswordFromAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "secret\n");

        RedisAddress address = address("username", "quern", "password-file", file.toString());

        assertThat(address.login()).contains(new Login("quern", "secret"));
        assertThat(address.mode()).isEqualTo(RedisMode.SINGLE);
    }

    @Test
    void tellsTheSentinelsAndTheirUserApart() {
        RedisAddress address = address(
                "mode",
                "sentinel",
                "uri",
                "redis://a,redis://b",
                "sentinels.master-name",
                "m",
                "sentinels.password",
                "s");

        assertThat(address.nodes()).hasSize(2);
        assertThat(address.masterName()).isEqualTo("m");
        assertThat(address.sentinelLogin()).contains(new Login("default", "s"));
        assertThat(address.login()).isEmpty();
    }

    @Test
    void refusesWhatContradictsItselfAndNamesTheKeys() {
        assertThatThrownBy(() -> address("username", "quern"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quern.test.redis.username needs");
        assertThatThrownBy(() -> address("password", "secret", "password-file", "/file"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both set")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> address("password-file", folder.resolve("none").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quern.test.redis.password-file cannot be read");
        assertThatThrownBy(() -> address("tls.trust", folder.resolve("none").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quern.test.redis.tls.trust cannot be read");
    }

    private static RedisAddress address(String... settings) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            properties.put("quern.test.redis." + settings[i], settings[i + 1]);
        }
        return RedisAddress.of(
                "quern.test.redis",
                new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withSources(new PropertiesConfigSource(properties, "test", 100))
                        .withMapping(Service.class)
                        .build()
                        .getConfigMapping(Service.class)
                        .redis());
    }

    /** As a service nests them in its own. */
    @ConfigMapping(prefix = "quern.test")
    interface Service {
        Own redis();

        interface Own extends RedisConfig {
            @WithDefault("1S")
            Duration timeout();
        }
    }
}
