package dev.quern.benchmarks.llm;

import dev.quern.benchmarks.Benchmark;
import dev.quern.benchmarks.ClientKeys;
import dev.quern.benchmarks.Options;
import dev.quern.benchmarks.ServiceProcess;
import dev.quern.benchmarks.Table;
import dev.quern.benchmarks.data.BulkEmbedding;
import dev.quern.benchmarks.data.Vectors;
import dev.quern.benchmarks.grpc.EmbeddingClient;
import dev.quern.benchmarks.grpc.LanguageClient;
import dev.quern.benchmarks.grpc.LanguageClient.Answer;
import dev.quern.benchmarks.grpc.LanguageClient.Passage;
import dev.quern.benchmarks.llm.QuestionSet.Question;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How good answers are: with the right passage alone, with the passages that are nearest to the question, and whether
 * nothing is answered when the right one is taken out of them.
 *
 * @param gguf weights of the model; absent: the extractive answerer alone
 */
public record AnswerQualityBenchmark(
        Path embedding,
        Path llm,
        List<String> flags,
        Path data,
        Optional<Path> gguf,
        int questions,
        int unanswerable,
        ClientKeys keys)
        implements Benchmark {
    private static final int RETRIEVED = 5;
    private static final int BATCH = 32;

    public static AnswerQualityBenchmark of(Options options) {
        return new AnswerQualityBenchmark(
                options.requiredPath("embedding"),
                options.requiredPath("llm"),
                List.of(options.text("jvm-flags").orElse("-Xmx512m").strip().split("\\s+", -1)),
                options.requiredPath("data"),
                options.path("gguf"),
                options.count("questions", 200),
                options.count("unanswerable", 50),
                new ClientKeys());
    }

    @Override
    public void run(PrintStream report) throws Exception {
        QuestionSet set = QuestionSet.read(data);
        report.println("### Answers to questions of xquad-en\n");
        Table table = new Table(
                "answers by",
                "passages",
                "questions",
                "exact match",
                "F1",
                "holds the answer",
                "cites the right passage",
                "abstains",
                "sentences supported",
                "s an answer");
        try (ServiceProcess embeddingService = ServiceProcess.start(embedding, flags, keys, Map.of(), Map.of());
                EmbeddingClient client = new EmbeddingClient(embeddingService.grpcPort(), keys)) {
            Nearest nearest = Nearest.of(set, client, Math.max(questions, unanswerable));
            run("extractive", Map.of(), set, nearest, embeddingService, table);
            if (gguf.isPresent()) {
                run(
                        gguf.get().getFileName().toString(),
                        Map.of(
                                "quern.llm.models.small.back-end",
                                "llama-cpp",
                                "quern.llm.models.small.gguf",
                                gguf.get().toString()),
                        set,
                        nearest,
                        embeddingService,
                        table);
            }
        }
        table.print(report);
    }

    private void run(
            String name,
            Map<String, String> settings,
            QuestionSet set,
            Nearest nearest,
            ServiceProcess embeddingService,
            Table table)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("quern.services.embedding.port", Integer.toString(embeddingService.grpcPort()));
        try (ServiceProcess service = ServiceProcess.start(llm, flags, keys, all, Map.of());
                LanguageClient client = new LanguageClient(service.grpcPort(), keys)) {
            Figures right = new Figures();
            Figures retrieved = new Figures();
            Figures removed = new Figures();
            for (int i = 0; i < Math.max(questions, unanswerable); i++) {
                Question question = set.questions().get(i);
                if (i < questions) {
                    ask(client, set, question, List.of(question.passage()), right);
                    ask(client, set, question, nearest.to(i, RETRIEVED), retrieved);
                }
                if (i < unanswerable) {
                    List<String> others = nearest.to(i, RETRIEVED + 1).stream()
                            .filter(passage -> !passage.equals(question.passage()))
                            .limit(RETRIEVED)
                            .toList();
                    ask(client, set, question, others, removed);
                }
            }
            right.row(name, "the right one", table);
            retrieved.row(name, RETRIEVED + " retrieved", table);
            removed.row(name, "without the right one", table);
        }
    }

    private static void ask(
            LanguageClient client, QuestionSet set, Question question, List<String> names, Figures figures) {
        List<Passage> passages = names.stream()
                .map(name -> set.passages().getOrDefault(name, new Passage("", "")))
                .toList();
        long start = System.nanoTime();
        Answer answer = client.answer(question.text(), passages);
        figures.add(answer, question, names, System.nanoTime() - start);
    }

    /** The passages by their likeness to each question. */
    private record Nearest(List<String> names, List<float[]> passages, List<float[]> questions) {
        static Nearest of(QuestionSet set, EmbeddingClient client, int count) throws InterruptedException {
            List<String> texts = set.passages().values().stream()
                    .map(passage -> passage.title() + " " + passage.text())
                    .toList();
            List<String> asked =
                    set.questions().stream().limit(count).map(Question::text).toList();
            return new Nearest(
                    List.copyOf(set.passages().keySet()),
                    BulkEmbedding.embed(texts, BATCH, client::passages),
                    BulkEmbedding.embed(asked, BATCH, client::questions));
        }

        List<String> to(int question, int count) {
            return Vectors.nearest(questions.get(question), passages, count).stream()
                    .map(names::get)
                    .toList();
        }
    }

    private static final class Figures {
        private int asked;
        private int exact;
        private double f1;
        private int contains;
        private int citesRight;
        private int abstained;
        private long supported;
        private long sentences;
        private long nanoseconds;

        void add(Answer answer, Question question, List<String> names, long time) {
            AnswerScore score = AnswerScore.of(answer.text(), question.answers());
            asked++;
            exact += score.exact() ? 1 : 0;
            f1 += score.f1();
            contains += score.contains() ? 1 : 0;
            citesRight += IntStream.range(0, names.size())
                            .anyMatch(i ->
                                    answer.cited().contains(i) && names.get(i).equals(question.passage()))
                    ? 1
                    : 0;
            abstained += answer.abstained() ? 1 : 0;
            supported += answer.supported();
            sentences += answer.sentences();
            nanoseconds += time;
        }

        void row(String name, String passages, Table table) {
            table.row(
                    name,
                    passages,
                    asked,
                    share(exact, asked),
                    Table.number(f1 / asked, 3),
                    share(contains, asked),
                    share(citesRight, asked),
                    share(abstained, asked),
                    share(supported, sentences),
                    Table.number(nanoseconds / 1e9 / asked, 2));
        }

        private static String share(long part, long whole) {
            return Table.number(whole == 0 ? 0 : (double) part / whole, 3);
        }
    }
}
