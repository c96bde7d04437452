package dev.quern.gateway;

import dev.quern.protocol.Call;
import dev.quern.protocol.Deadline;
import dev.quern.protocol.Principal;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import dev.quern.protocol.SignedPrincipal;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What tests without a running gateway need. */
final class TestSettings {
    private TestSettings() {}

    /** The defaults, except for what a test says. */
    static GatewayConfig config(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(GatewayConfig.class);
        settings.forEach((key, value) -> builder.withDefaultValue("quern.gateway." + key, value));
        return builder.build().getConfigMapping(GatewayConfig.class);
    }

    /** Of somebody who may ask, for a minute. */
    static Call call() {
        Principal principal = new Principal(
                "acme",
                "test",
                Set.of(Scope.ASK),
                Priority.INTERACTIVE,
                Instant.now().plusSeconds(60));
        return new Call(
                new SignedPrincipal(principal, new SignedPrincipal.Encoded(new byte[0])),
                Deadline.after(Duration.ofSeconds(60)),
                "0123456789abcdef0123456789abcdef");
    }
}
