package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsInForceTest {
    @ParameterizedTest
    @CsvSource({
        "quern.gateway.api-key, 12345678",
        "quern.llm.models.small.api-key, 1",
        "quern.identity.private-key, true",
        "quern.gateway.redis.password, 1234",
        "quern.gateway.redis.password-file, /run/secrets/redis",
        "quarkus.oidc.credentials.secret, false",
        "quarkus.oidc.credentials.client-secret.value, 12345678",
        "quarkus.oidc.credentials.jwt.key, abc",
        "quarkus.oidc.code-grant.headers.\"x\", 1234",
        "quarkus.oidc.authentication.state-secret, 0",
        "quarkus.http.auth.session.encryption-key, 1",
        "quarkus.otel.exporter.otlp.headers, x=1",
        "quern.some.token, 1234",
        "quern.some.tokens, abcd",
    })
    void hidesWhatMayBeASecret(String name, String value) {
        assertThat(shown(Map.of(name, value))).containsEntry(name, SettingsInForce.HIDDEN);
    }

    @ParameterizedTest
    @CsvSource({
        "quarkus.oidc.token.allow-jwt-introspection, true",
        "quarkus.oidc.introspection-credentials.include-client-id, true",
        "quarkus.oidc.token.age, PT10M",
        "quern.gateway.tokens-per-day, 10000000",
        "quern.gateway.keys.bootstrap, never",
        "quern.gateway.keys.believed-for, 5S",
        "quern.gateway.tokens.tenant-claim, tenant",
        "quern.gateway.tokens.roles-claim, roles",
        "quern.cache.statistics.hot-keys, 20",
        "quern.llm.models.small.max-tokens, 512",
    })
    void showsWhatIsNone(String name, String value) {
        assertThat(shown(Map.of(name, value))).containsEntry(name, value);
    }

    @Test
    void takesNothingForASecretThatStandsInManyValuesByChance() {
        Map<String, String> shown = shown(Map.of(
                "quarkus.oidc.credentials.jwt.assertion", "true",
                "quern.gateway.api-key", "1000",
                "quern.gateway.redis.password", "true",
                "quarkus.http.enable-compression", "true",
                "quern.gateway.requests-per-minute", "10000",
                "quern.gateway.tokens.roles-claim", "roles",
                "quern.gateway.tokens.roles", "roles.yaml"));

        assertThat(shown)
                .containsEntry("quarkus.http.enable-compression", "true")
                .containsEntry("quern.gateway.requests-per-minute", "10000")
                .containsEntry("quern.gateway.tokens.roles", "roles.yaml")
                .containsEntry("quern.gateway.api-key", SettingsInForce.HIDDEN)
                .containsEntry("quern.gateway.redis.password", SettingsInForce.HIDDEN);
    }

    @Test
    void hidesASecretThatStandsInAnotherSetting() {
        assertThat(shown(Map.of("quern.gateway.api-key", "qk-1234", "quarkus.http.root-path", "/x/qk-1234/y")))
                .containsEntry("quarkus.http.root-path", SettingsInForce.HIDDEN);
    }

    private static Map<String, String> shown(Map<String, String> settings) {
        return new SettingsInForce(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build())
                .list().stream()
                        .collect(Collectors.toMap(SettingsInForce.Setting::name, SettingsInForce.Setting::value));
    }
}
