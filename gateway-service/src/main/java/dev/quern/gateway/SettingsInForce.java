package dev.quern.gateway;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** The configuration of this process as it is, without what nobody may know. */
@ApplicationScoped
public class SettingsInForce {
    /** In place of what is not shown. */
    public static final String HIDDEN = "********";

    private static final String OURS = "quern.";
    /** Of Quarkus, what people set: where it listens, whom it believes, what it logs, when it ends. */
    private static final List<String> OTHERS = List.of(
            "quarkus.http.",
            "quarkus.grpc.",
            "quarkus.log.",
            "quarkus.mcp.",
            "quarkus.oidc.",
            "quarkus.otel.",
            "quarkus.shutdown.",
            "quarkus.tls.");

    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+");
    /** Hidden with whatever is below: all but a switch. */
    private static final Set<String> SECRET = Set.of(
            "password",
            "passwords",
            "passphrase",
            "secret",
            "secrets",
            "credential",
            "credentials",
            "authorization",
            "headers",
            "apikey");
    /** Secrets where a name ends so; elsewhere there are also numbers and times, which are none. */
    private static final Set<String> SECRET_AT_THE_END = Set.of("key", "token", "jwt");

    private static final Set<String> SECRET_TEXTS = Set.of("key", "keys", "token", "tokens", "jwt");
    /** These say what is done with keys and tokens. */
    private static final List<String> NO_SECRETS = List.of("quern.gateway.keys.", "quern.gateway.tokens.");

    private static final Pattern SWITCH = Pattern.compile("true|false");
    private static final Pattern HARMLESS = Pattern.compile("true|false|[0-9.]{1,9}[A-Za-z]{0,2}|PT[0-9.HMS]{1,12}");
    private static final Pattern USER_OF_ADDRESS = Pattern.compile("(?<=://)[^/?#]*@");
    private static final Pattern QUERY_OF_ADDRESS = Pattern.compile("(?<=://)([^?#]*)[?#].*");
    /** Shorter ones stand in many values by chance, as what is harmless elsewhere does. */
    private static final int SHORTEST_SECRET = 4;

    private final SmallRyeConfig config;

    SettingsInForce(Config config) {
        this.config = config.unwrap(SmallRyeConfig.class);
    }

    /** @param source where it was said: {@code system}, {@code environment}, {@code file} or {@code default} */
    public record Setting(String name, String value, String source) {}

    /** By name; those that have no value are left out. */
    public List<Setting> list() {
        List<ConfigValue> values = names().stream()
                .map(config::getConfigValue)
                .filter(value -> value.getValue() != null)
                .toList();
        List<String> secrets = values.stream()
                .filter(value -> isSecret(value.getName(), value.getValue()))
                .map(ConfigValue::getValue)
                .filter(value -> value.length() >= SHORTEST_SECRET
                        && !HARMLESS.matcher(value).matches())
                .toList();
        return values.stream().map(value -> shown(value, secrets)).toList();
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> Stream.concat(Stream.of(OURS), OTHERS.stream()).anyMatch(name::startsWith))
                .forEach(names::add);
        return names;
    }

    private static Setting shown(ConfigValue setting, List<String> secrets) {
        String value = setting.getValue();
        // A secret may also have got into another setting, such as an address.
        boolean hidden = isSecret(setting.getName(), value) || secrets.stream().anyMatch(value::contains);
        return new Setting(
                setting.getName(),
                hidden ? HIDDEN : withoutUser(value),
                source(String.valueOf(setting.getSourceName())));
    }

    static boolean isSecret(String name, String value) {
        List<String> words = WORDS.splitAsStream(name.toLowerCase(Locale.ROOT)).toList();
        if (SECRET_AT_THE_END.contains(words.getLast())) {
            return true;
        }
        if (words.stream().anyMatch(SECRET::contains)) {
            return SECRET.contains(words.getLast()) || !SWITCH.matcher(value).matches();
        }
        return words.stream().anyMatch(SECRET_TEXTS::contains)
                && NO_SECRETS.stream().noneMatch(name::startsWith)
                && !HARMLESS.matcher(value).matches();
    }

    static String withoutUser(String value) {
        return QUERY_OF_ADDRESS
                .matcher(USER_OF_ADDRESS.matcher(value).replaceAll(""))
                .replaceAll("$1");
    }

    private static String source(String name) {
        if (name.startsWith("SysProp")) {
            return "system";
        }
        if (name.startsWith("Env") || name.contains(".env")) {
            return "environment";
        }
        // What is in the program itself is a default, however it came there.
        boolean external = name.contains("source=file:") || name.contains("/config/");
        return external && !name.contains("microprofile-config") ? "file" : "default";
    }
}
