package dev.quern.retrieval.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChildClassPathTest {
    @Test
    void isAllLibrariesOfAPackagedApplication() {
        Path jar = Path.of("/opt/quern/lib/main/dev.quern.extractor-0.1.0.jar");

        assertThat(ChildClassPath.of(jar, "quarkus-run.jar"))
                .isEqualTo("/opt/quern/lib/main/*" + File.pathSeparator + "/opt/quern/lib/boot/*");
    }

    @Test
    void isThatOfThisProcessElsewhere() {
        assertThat(ChildClassPath.of(Path.of("/repository/extractor.jar"), "/a.jar" + File.pathSeparator + "b"))
                .isEqualTo("/a.jar" + File.pathSeparator + Path.of("b").toAbsolutePath());
    }
}
