package dev.quern.llm.llamacpp;

import dev.quern.llm.LanguageModel;
import dev.quern.llm.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The real small model that Quern comes with; the first time its weights are downloaded. */
public final class SmallModel {
    private static final int CONTEXT_WINDOW = 2048;
    private static final String SCRIPT = "deploy/models/language.sh";

    private SmallModel() {}

    public static LanguageModel load() throws IOException, InterruptedException {
        // Tests run in their module's folder.
        Process script = new ProcessBuilder("bash", Path.of("..", SCRIPT).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (script.waitFor() != 0) {
            throw new IOException(SCRIPT + " did not get the weights: it says why on standard error");
        }
        return LlamaCppModel.load(new LlamaCppModel.Settings(
                "small",
                Path.of(path),
                CONTEXT_WINDOW,
                1,
                1,
                0,
                new Patience.Limits(Duration.ofSeconds(60), Duration.ofSeconds(30))));
    }
}
