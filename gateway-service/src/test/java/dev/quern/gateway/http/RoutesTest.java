package dev.quern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.http.Routes.Entrance;
import dev.quern.protocol.Scope;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every route there is says who may use it. */
@QuarkusTest
class RoutesTest {
    private static final java.nio.file.Path CLASSES = java.nio.file.Path.of("target/classes");

    @Inject
    Router router;

    @Test
    void everyMethodOfAResourceRequiresScopes() throws IOException {
        List<Method> methods = resources()
                .flatMap(resource -> Stream.of(resource.getMethods()))
                .filter(RoutesTest::isARoute)
                .toList();

        assertThat(methods).hasSizeGreaterThan(25);
        assertThat(methods)
                .allSatisfy(method -> assertThat(Permissions.requires(method))
                        .as("scopes of %s", method)
                        .isNotNull()
                        .satisfies(requires -> assertThat(requires.value()).isNotEmpty()));
    }

    @Test
    void noResourceLiesWhereSomebodyGetsInUnknown() throws IOException {
        assertThat(resources()
                        .map(resource -> resource.getAnnotation(Path.class).value()))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(Routes.of(path).entrance())
                        .as("entrance of %s", path)
                        .isEqualTo(Entrance.IDENTIFIED));
    }

    /** Those that are no resources: health, metrics, tools, web sockets, pages. */
    @Test
    void everyOtherRouteHasScopesOrIsOpenForAReason() {
        List<String> paths = router.getRoutes().stream()
                .map(Route::getPath)
                .filter(Objects::nonNull)
                .map(path -> path.replaceAll("/\\*?$", ""))
                .filter(path -> !path.isEmpty())
                .distinct()
                .toList();

        assertThat(paths).contains("/mcp", "/q");
        // What lies below the one that is left out cannot be listed: it is shut unless it is named.
        assertThat(paths)
                .filteredOn(path -> !path.equals("/q"))
                .allSatisfy(path -> assertThat(Routes.ALL)
                        .as("somebody has thought of %s", path)
                        .contains(Routes.of(path)));
        assertThat(Routes.ALL).allMatch(routes -> !routes.why().isBlank());
    }

    @Test
    void nothingIsOpenThatNobodyHasThoughtOf() {
        assertThat(List.of(
                        "/console.jsx",
                        "/console",
                        "/console.js.map",
                        "//",
                        "//api",
                        "//api/v1/keys",
                        "/q",
                        "/q/healthy",
                        "/q/arc/beans",
                        "/apis",
                        "/mcpx"))
                .allSatisfy(path -> {
                    assertThat(Routes.of(path).entrance()).isEqualTo(Entrance.IDENTIFIED);
                    assertThat(Routes.of(path).scopes()).containsExactly(Scope.OPERATE);
                });
        assertThat(Routes.ALL.stream()
                        .filter(routes -> routes.entrance() != Entrance.IDENTIFIED)
                        .flatMap(routes -> routes.paths().stream()))
                .containsExactlyInAnyOrder(
                        "/q/health",
                        "/q/metrics",
                        "/q/openapi",
                        "/q/swagger-ui",
                        "/",
                        "/index.html",
                        "/console.js",
                        "/console.css",
                        "/api/v1/rag/ws");
    }

    private static Stream<Class<?>> resources() throws IOException {
        try (Stream<java.nio.file.Path> files = Files.walk(CLASSES)) {
            return files
                    .filter(file -> file.toString().endsWith(".class"))
                    .map(file -> CLASSES.relativize(file)
                            .toString()
                            .replace('/', '.')
                            .replaceAll("\\.class$", ""))
                    .filter(name -> name.startsWith("dev.quern.gateway."))
                    .<Class<?>>map(RoutesTest::load)
                    .filter(type -> type.isAnnotationPresent(Path.class))
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isARoute(Method method) {
        return Stream.of(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
