package dev.quern.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.quern.redis.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape of the code, as docs/architecture.md describes it. */
@AnalyzeClasses(packages = "dev.quern", importOptions = ImportOption.DoNotIncludeTests.class)
class LayerRulesTest {
    private static final String GENERATED = "dev.quern.protocol.*.v1..";
    private static final List<String> SERVICES = List.of("gateway", "retrieval", "embedding", "llm", "cache");
    private static final int LONG_CLASS = 300;

    @ArchTest
    static final ArchRule onlyGrpcPackagesKnowProtobuf = noClasses()
            .that(not(resideInAPackage("..grpc..")))
            .and(not(resideInAPackage(GENERATED)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GENERATED, "com.google.protobuf..", "io.grpc..");

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther = slices().matching("dev.quern.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(not(resideInAPackage("dev.quern.protocol..")), resideInAPackage("dev.quern.protocol.."))
            .ignoreDependency(not(resideInAPackage("dev.quern.protocol..")), resideInAPackage("dev.quern.redis"))
            .ignoreDependency(resideInAPackage("dev.quern.standalone.."), resideInAPackage("dev.quern.."))
            // Its child process is the retrieval-service's own: one side of the pipe knows the other's words.
            .ignoreDependency(
                    resideInAPackage("dev.quern.retrieval.extractor.."), resideInAPackage("dev.quern.extractor"));

    @ArchTest
    static final ArchRule onlyRedisPackagesAskRedis = noClasses()
            .that()
            .resideOutsideOfPackage("dev.quern..redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.redis..");

    /** Settings say where Redis is; who asks it is an adapter. */
    @ArchTest
    static final ArchRule onlyAdaptersAndTheirWiringKnowRedis = noClasses()
            .that()
            .resideOutsideOfPackage("dev.quern..redis..")
            .and()
            .haveSimpleNameNotEndingWith("Wiring")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.quern.redis").and(not(JavaClass.Predicates.assignableTo(RedisConfig.class))));

    @ArchTest
    static final ArchRule filesAreReadInTheirOwnProcess = noClasses()
            .that()
            .resideOutsideOfPackage("dev.quern.extractor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.tika..", "org.apache.poi..", "org.apache.pdfbox..", "org.jsoup..");

    @ArchTest
    static final ArchRule onlyWiringKnowsAdapters = noClasses()
            .that()
            .resideInAnyPackage(
                    SERVICES.stream().map(service -> "dev.quern." + service).toArray(String[]::new))
            .and()
            .haveSimpleNameNotEndingWith("Wiring")
            .should()
            .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "are in a technology's package of a service",
                    (JavaClass target) -> SERVICES.stream()
                            .anyMatch(service -> target.getPackageName().startsWith("dev.quern." + service + "."))));

    @ArchTest
    static final ArchRule noLayerPackages = noClasses()
            .should()
            .resideInAnyPackage(
                    "..impl..", "..util..", "..utils..", "..common..", "..dto..", "..service..", "..model..");

    @ArchTest
    static final ArchRule nullnessIsCheckedEverywhere = classes()
            .that(not(resideInAPackage(GENERATED)))
            .and()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith(org.jspecify.annotations.NullMarked.class);

    @Test
    void classesAreShort() throws IOException {
        List<Integer> lines;
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            lines = files.filter(file -> file.toString().endsWith(".java")
                            && file.toString().contains("src/main/java")
                            && !file.toString().contains("target"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .map(LayerRulesTest::lines)
                    .sorted()
                    .toList();
        }

        assertThat(lines).hasSizeGreaterThan(100);
        assertThat(lines.get(lines.size() / 2)).as("median").isLessThanOrEqualTo(40);
        assertThat(lines.get(lines.size() * 9 / 10)).as("nine in ten").isLessThanOrEqualTo(160);
        assertThat(lines.getLast()).as("longest").isLessThanOrEqualTo(LONG_CLASS);
    }

    /** Lines of code: no blank ones, no comments, no imports. */
    private static int lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return (int) lines.map(String::strip)
                    .filter(line -> !line.isEmpty()
                            && !line.startsWith("*")
                            && !line.startsWith("/*")
                            && !line.startsWith("//")
                            && !line.startsWith("import ")
                            && !line.startsWith("package "))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
