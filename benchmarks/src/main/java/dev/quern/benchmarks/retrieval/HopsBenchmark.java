package dev.quern.benchmarks.retrieval;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.Usage;
import dev.quern.benchmarks.data.RetrievalSet;
import dev.quern.benchmarks.data.Significance;
import dev.quern.benchmarks.grpc.RetrievalClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Questions that need two paragraphs of XQuAD. Its paragraphs are put together to the articles they are from; a
 * paragraph is found when a passage holds half of it.
 */
public final class HopsBenchmark implements Benchmark {
    private static final String SET = "xquad-en";
    private static final int LIMIT = 10;
    private static final int QUESTIONS_OF_A_PARAGRAPH = 3;

    /** Cut at paragraphs, as far as their lengths allow. */
    private static final Map<String, String> CUT =
            Map.of("quern.retrieval.chunking.size", "1000", "quern.retrieval.chunking.overlap", "0");

    private final RetrievalSetup setup;

    private HopsBenchmark(RetrievalSetup setup) {
        this.setup = setup;
    }

    public static HopsBenchmark of(RetrievalSetup setup) {
        return new HopsBenchmark(setup);
    }

    /** A paragraph's place in an article. */
    private record Paragraph(String id, String article, int start, int end) {
        boolean isIn(RetrievalClient.Hit hit) {
            int shared = Math.min(end, hit.end()) - Math.max(start, hit.start());
            return hit.document().equals("d" + article) && 2 * shared >= end - start;
        }
    }

    /** What is asked, where its first part is answered, and what else is needed. */
    private record Asked(String text, Paragraph first, Paragraph second) {}

    /** A way of searching, and the settings that it needs. */
    private record Way(String name, String strategy, Map<String, String> settings) {}

    private static final Way WHOLE = new Way("multi stage", "multi_stage", Map.of());
    private static final List<Way> WAYS = List.of(
            WHOLE,
            new Way("single stage", "single_stage", Map.of()),
            new Way("without the walk", "multi_stage", Map.of("quern.retrieval.search.walk", "false")),
            new Way("without taking apart", "multi_stage", Map.of("quern.retrieval.search.decomposition", "false")),
            new Way("without expansion", "multi_stage", Map.of("quern.retrieval.search.expansion", "none")),
            new Way("without diversity", "multi_stage", Map.of("quern.retrieval.search.diversity", "false")));

    @Override
    public void run(PrintStream report) throws IOException, InterruptedException {
        report.println("### Retrieval: questions that need two passages\n");
        report.println("`both`: share of the questions for which both paragraphs are among the first " + LIMIT
                + "; `p` is of its paired randomisation test against `" + WHOLE.name() + "`.\n");
        RetrievalSet set = RetrievalSet.read(setup.data(), SET, "test.tsv");
        Map<String, String> articles = new LinkedHashMap<>();
        List<Paragraph> paragraphs = paragraphs(set, articles);
        try (ServiceProcess embedding = setup.startEmbedding()) {
            for (RetrievalSetup.Store store : setup.stores()) {
                Path state = Files.createTempDirectory("quern-benchmark-hops-");
                try (RunningRetrieval service = setup.startRetrieval(embedding, store, state, CUT)) {
                    service.client().createCollection("articles", "automatic");
                    service.ingest("articles", articles);
                }
                measure(embedding, store, state, "the paragraph and the one after it", next(set, paragraphs), report);
                measure(embedding, store, state, "two questions in one", compound(set, paragraphs), report);
            }
        }
    }

    /** @param articles is filled: the texts by name */
    private static List<Paragraph> paragraphs(RetrievalSet set, Map<String, String> articles) {
        List<Paragraph> paragraphs = new ArrayList<>();
        List<Map.Entry<String, String>> documents = List.copyOf(set.documents().entrySet());
        int ofAnArticle = 5;
        for (int i = 0; i < documents.size(); i++) {
            String article = Integer.toString(i / ofAnArticle);
            String before = articles.getOrDefault(article, "");
            String text = documents.get(i).getValue();
            articles.put(article, before + text + "\n\n");
            paragraphs.add(new Paragraph(
                    documents.get(i).getKey(), article, before.length(), before.length() + text.length()));
        }
        return paragraphs;
    }

    /** The second paragraph is not asked for: only its place says that it belongs to the first. */
    private static List<Asked> next(RetrievalSet set, List<Paragraph> paragraphs) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i + 1 < paragraphs.size(); i++) {
            Paragraph first = paragraphs.get(i);
            Paragraph second = paragraphs.get(i + 1);
            if (first.article().equals(second.article())) {
                questions(set, first).forEach(text -> asked.add(new Asked(text, first, second)));
            }
        }
        return asked;
    }

    /** Of two articles. */
    private static List<Asked> compound(RetrievalSet set, List<Paragraph> paragraphs) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < paragraphs.size(); i++) {
            Paragraph first = paragraphs.get(i);
            Paragraph second = paragraphs.get((i + paragraphs.size() / 2) % paragraphs.size());
            List<String> others = questions(set, second);
            List<String> own = questions(set, first);
            for (int j = 0; j < Math.min(own.size(), others.size()); j++) {
                String other = others.get(j);
                String text = own.get(j).replaceFirst("[?\\s]+$", "") + " and " + Character.toLowerCase(other.charAt(0))
                        + other.substring(1);
                asked.add(new Asked(text, first, second));
            }
        }
        return asked;
    }

    private static List<String> questions(RetrievalSet set, Paragraph paragraph) {
        return set.questions().entrySet().stream()
                .filter(question ->
                        set.relevant().getOrDefault(question.getKey(), Map.of()).containsKey(paragraph.id()))
                .map(Map.Entry::getValue)
                .filter(text -> !text.isBlank())
                .limit(QUESTIONS_OF_A_PARAGRAPH)
                .toList();
    }

    private void measure(
            ServiceProcess embedding,
            RetrievalSetup.Store store,
            Path state,
            String what,
            List<Asked> asked,
            PrintStream report)
            throws IOException, InterruptedException {
        Table table = new Table(
                store + ", " + what + ", " + asked.size() + " questions",
                "both",
                "the first",
                "the second",
                "p",
                "CPU ms");
        List<Double> whole = List.of();
        for (Way way : WAYS) {
            try (RunningRetrieval service = setup.startRetrieval(embedding, store, state, way.settings())) {
                Usage before = service.usage();
                List<boolean[]> found = asked.stream()
                        .map(question -> found(service, question, way))
                        .toList();
                Usage used = service.usage().minus(before);
                List<Double> both =
                        found.stream().map(one -> one[0] && one[1] ? 1.0 : 0.0).toList();
                whole = way.equals(WHOLE) ? both : whole;
                table.row(
                        way.name(),
                        share(both),
                        share(found.stream().map(one -> one[0] ? 1.0 : 0.0).toList()),
                        share(found.stream().map(one -> one[1] ? 1.0 : 0.0).toList()),
                        way.equals(WHOLE) ? "" : Table.number(Significance.ofDifference(both, whole), 4),
                        Table.number(used.cpuMillisEach(asked.size()), 2));
            }
        }
        table.print(report);
    }

    private static boolean[] found(RunningRetrieval service, Asked question, Way way) {
        RetrievalClient.Way request =
                new RetrievalClient.Way(.7f, "relative_score", way.strategy(), LIMIT, Optional.empty());
        List<RetrievalClient.Hit> hits = service.client()
                .search("articles", question.text(), new float[0], request)
                .hits();
        return new boolean[] {
            hits.stream().anyMatch(question.first()::isIn), hits.stream().anyMatch(question.second()::isIn)
        };
    }

    private static String share(List<Double> values) {
        return Table.number(
                IntStream.range(0, values.size())
                        .mapToDouble(values::get)
                        .average()
                        .orElse(Double.NaN),
                4);
    }
}
