package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docs/configuration.md knows every setting, and no setting that is not there. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    @Test
    void everySettingIsDocumented() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.quern").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .forEach(type ->
                                collect(type.getAnnotation(ConfigMapping.class).prefix(), type, settings));
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("| `quern.") && !line.startsWith("| `quern.services.")) {
                String[] cells = line.split("\\|", -1);
                documented.put(unquoted(cells[1]), unquoted(cells[2]));
            }
        }

        assertThat(settings).hasSizeGreaterThan(20);
        assertThat(documented).containsExactlyEntriesOf(settings);
    }

    /** Every key with its default, which is empty where there is none. */
    private static void collect(String prefix, Class<?> type, Map<String, String> settings) {
        for (Method method : type.getMethods()) {
            if (method.isDefault() || method.getParameterCount() > 0) {
                continue;
            }
            String key = prefix + "." + kebab(method);
            Optional<Class<?>> byName = groupByName(method);
            if (isGroup(method.getReturnType())) {
                collect(key, method.getReturnType(), settings);
            } else if (byName.isPresent()) {
                collect(key + ".NAME", byName.get(), settings);
            } else {
                WithDefault value = method.getAnnotation(WithDefault.class);
                settings.put(key, value == null ? "" : value.value());
            }
        }
    }

    private static String unquoted(String cell) {
        return cell.strip().replace("`", "");
    }

    private static Optional<Class<?>> groupByName(Method method) {
        return method.getGenericReturnType() instanceof ParameterizedType map
                        && map.getRawType() == Map.class
                        && map.getActualTypeArguments()[1] instanceof Class<?> type
                        && isGroup(type)
                ? Optional.of(type)
                : Optional.empty();
    }

    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getName().startsWith("dev.quern.");
    }

    private static String kebab(Method method) {
        return method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
