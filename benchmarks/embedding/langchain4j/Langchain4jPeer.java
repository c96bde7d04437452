import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What langchain4j's in-process model does in a CPU second and in a second: {@code Langchain4jPeer TEXTS SECONDS}, with
 * the library on the class path. It is taken as it comes, with its own threads. A line per kind of text and batch:
 * threads, kind, name, batch, texts per CPU second, texts per second.
 */
public final class Langchain4jPeer {
    private static final int[] BATCHES = {1, 16, 64};
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Langchain4jPeer() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, List<TextSegment>> texts = read(Path.of(arguments[0]));
        double seconds = Double.parseDouble(arguments[1]);
        EmbeddingModel model = new AllMiniLmL6V2EmbeddingModel();
        for (List<TextSegment> some : texts.values()) {
            measure(model, some, 1, 1);
            measure(model, some, 16, 1);
        }
        for (Map.Entry<String, List<TextSegment>> some : texts.entrySet()) {
            for (int batch : BATCHES) {
                double[] figures = measure(model, some.getValue(), batch, seconds);
                System.out.printf(
                        Locale.ROOT,
                        "%d %s langchain4j %d %.1f %.1f%n",
                        Runtime.getRuntime().availableProcessors(),
                        some.getKey(),
                        batch,
                        figures[0],
                        figures[1]);
            }
        }
        // The library's threads would keep the process for a while.
        System.exit(0);
    }

    private static double[] measure(EmbeddingModel model, List<TextSegment> texts, int batch, double seconds) {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        int done = 0;
        while (System.nanoTime() - start < seconds * 1e9) {
            List<TextSegment> taken = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                taken.add(texts.get((done + i) % texts.size()));
            }
            model.embedAll(taken);
            done += batch;
        }
        double wall = (System.nanoTime() - start) / 1e9;
        return new double[] {done / ((SYSTEM.getProcessCpuTime() - cpu) / 1e9), done / wall};
    }

    private static Map<String, List<TextSegment>> read(Path file) throws Exception {
        ObjectMapper json = new ObjectMapper();
        Map<String, List<TextSegment>> texts = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode object = json.readTree(line);
            texts.computeIfAbsent(object.path("kind").asText(), kind -> new ArrayList<>())
                    .add(TextSegment.from(object.path("text").asText()));
        }
        return texts;
    }
}
