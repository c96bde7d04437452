package dev.quern.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md knows every setting, and no setting that is not there. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    @Test
    void everySettingIsDocumented() throws IOException {
        List<String> keys = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.quern").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .flatMap(type ->
                                keys(type.getAnnotation(ConfigMapping.class).prefix(), type))
                        .sorted()
                        .toList();
        List<String> documented = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `quern."))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .sorted()
                .toList();

        assertThat(keys).hasSizeGreaterThan(20);
        assertThat(documented).containsAll(keys);
        assertThat(documented).allMatch(key -> keys.contains(key) || key.startsWith("quern.services."));
    }

    private static Stream<String> keys(String prefix, Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !method.isDefault() && method.getParameterCount() == 0)
                .flatMap(method -> {
                    String key = prefix + "." + kebab(method);
                    if (isGroup(method.getReturnType())) {
                        return keys(key, method.getReturnType());
                    }
                    return groupByName(method)
                            .map(group -> keys(key + ".NAME", group))
                            .orElseGet(() -> Stream.of(key));
                });
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
