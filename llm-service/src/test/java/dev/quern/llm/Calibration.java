package dev.quern.llm;

import dev.quern.llm.LabelledSentences.Labelled;
import dev.quern.llm.QuestionSet.Question;
import dev.quern.llm.grpc.EmbeddingProcess;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the thresholds of {@link SupportJudge} and {@link Relevance} come to, on questions that they were not chosen with:
 * {@code ./quern bench llm-calibration}. Its arguments are the folder of the questions and that of the built
 * embedding-service.
 */
final class Calibration {
    /** The first ones of this order were used to choose the thresholds. */
    private static final int USED = 500;

    private static final long SEED = 7;
    private static final int RETRIEVED = 5;

    /** The thresholds of abstaining were chosen in an order of their own. */
    private static final long ABSTENTION_SEED = 11;

    private static final int ABSTENTIONS = 400;

    private final QuestionSet set;
    private final EmbeddingProcess embedding;
    private final PrintStream report;

    private Calibration(QuestionSet set, EmbeddingProcess embedding, PrintStream report) {
        this.set = set;
        this.embedding = embedding;
        this.report = report;
    }

    public static void main(String[] arguments) throws Exception {
        QuestionSet set = QuestionSet.read(Path.of(arguments[0]));
        Random random = new Random(SEED);
        List<Question> questions = new ArrayList<>(set.questions());
        Collections.shuffle(questions, random);
        List<Question> fresh = questions.subList(USED, questions.size());
        try (EmbeddingProcess embedding = EmbeddingProcess.start(Path.of(arguments[1]))) {
            Calibration calibration = new Calibration(set, embedding, System.out);
            calibration.support(LabelledSentences.of(set, fresh.subList(0, USED), random));
            List<Question> others = new ArrayList<>(set.questions());
            Collections.shuffle(others, new Random(ABSTENTION_SEED));
            calibration.abstention(others.subList(ABSTENTIONS, 2 * ABSTENTIONS));
            calibration.extraction(fresh);
        }
        // Threads of libraries are no reason to stay.
        System.exit(0);
    }

    private List<Double> cosines(String sentence, List<String> others) {
        embedding.learn(others);
        return others.stream().map(other -> embedding.cosine(sentence, other)).toList();
    }

    private void support(List<Labelled> sentences) throws InterruptedException {
        report.println("### Sentences that are marked as supported\n");
        report.println("| sentence | truly supported | sentences | marked, by words | marked, by words and likeness |");
        report.println("|---|---|---|---|---|");
        Map<String, List<Labelled>> kinds = new LinkedHashMap<>();
        sentences.forEach(labelled -> kinds.computeIfAbsent(labelled.kind(), kind -> new ArrayList<>())
                .add(labelled));
        int[] marked = new int[2];
        int[] rightly = new int[2];
        int truly = 0;
        int asked = 0;
        for (Map.Entry<String, List<Labelled>> kind : kinds.entrySet()) {
            int[] ofKind = new int[2];
            boolean supported = kind.getValue().getFirst().supported();
            for (Labelled labelled : kind.getValue()) {
                Evidence evidence = Evidence.of(labelled.passages());
                int[] calls = {0};
                SentenceSimilarity likeness = (call, sentence, others) -> {
                    calls[0]++;
                    return cosines(sentence, others);
                };
                ofKind[0] += isMarked(SupportJudge.lexical(evidence), labelled) ? 1 : 0;
                ofKind[1] += isMarked(SupportJudge.of(evidence, likeness, Calls.patient()), labelled) ? 1 : 0;
                asked += calls[0];
            }
            for (int i = 0; i < 2; i++) {
                marked[i] += ofKind[i];
                rightly[i] += supported ? ofKind[i] : 0;
            }
            int count = kind.getValue().size();
            truly += supported ? count : 0;
            report.printf(
                    "| %s | %s | %d | %s | %s |%n",
                    kind.getKey(),
                    supported ? "yes" : "no",
                    count,
                    new Proportion(ofKind[0], count),
                    new Proportion(ofKind[1], count));
        }
        report.printf(
                "%nPrecision %s by words, %s with likeness; ",
                new Proportion(rightly[0], marked[0]), new Proportion(rightly[1], marked[1]));
        report.printf(
                "recall %s by words, %s with likeness; ",
                new Proportion(rightly[0], truly), new Proportion(rightly[1], truly));
        report.printf("likeness asked for %s of the sentences.%n%n", new Proportion(asked, sentences.size()));
    }

    private static boolean isMarked(SupportJudge judge, Labelled labelled) throws InterruptedException {
        return !judge.citations(labelled.text(), Words.of(labelled.text()), List.of())
                .isEmpty();
    }

    private void abstention(List<Question> questions) throws InterruptedException {
        report.println("### Questions that are not answered\n");
        report.println("| passages | questions | by words | by words and likeness |");
        report.println("|---|---|---|---|");
        row("the right one", questions, question -> List.of(set.passageOf(question)));
        row("5 retrieved, the right one wherever it is", questions, question -> nearest(question, passage -> true));
        row(
                "5 retrieved, the right one removed",
                questions,
                question -> nearest(question, passage -> !passage.equals(set.passageOf(question))));
        row(
                "5 retrieved, all of its subject removed",
                questions,
                question -> nearest(
                        question,
                        passage ->
                                !passage.title().equals(set.passageOf(question).title())));
        report.println();
    }

    private void row(
            String name, List<Question> questions, java.util.function.Function<Question, List<Passage>> passages)
            throws InterruptedException {
        int byWords = 0;
        int byBoth = 0;
        for (Question question : questions) {
            Words words = Words.of(question.text());
            Evidence evidence = Evidence.of(passages.apply(question));
            byWords += Relevance.byWords(words, evidence) ? 0 : 1;
            SentenceSimilarity likeness = (call, sentence, others) -> cosines(sentence, others);
            byBoth += Relevance.of(question.text(), words, evidence, likeness, Calls.patient()) ? 0 : 1;
        }
        report.printf(
                "| %s | %d | %s | %s |%n",
                name,
                questions.size(),
                new Proportion(byWords, questions.size()),
                new Proportion(byBoth, questions.size()));
    }

    private List<Passage> nearest(Question question, java.util.function.Predicate<Passage> wanted) {
        List<Passage> candidates =
                set.passages().values().stream().filter(wanted).toList();
        embedding.learn(candidates.stream().map(Calibration::whole).toList());
        return candidates.stream()
                .sorted(Comparator.comparingDouble(passage -> -embedding.cosine(question.text(), whole(passage))))
                .limit(RETRIEVED)
                .toList();
    }

    private static String whole(Passage passage) {
        return passage.title() + " " + passage.text();
    }

    private void extraction(List<Question> questions) {
        report.println("\n### Extracted sentences that hold the answer\n");
        report.println("| passages | questions | one sentence | two | three |");
        report.println("|---|---|---|---|---|");
        for (int others : new int[] {0, RETRIEVED - 1}) {
            int[] hits = new int[4];
            for (Question question : questions) {
                List<Passage> given = new ArrayList<>(List.of(set.passageOf(question)));
                set.neighbours(question).stream().limit(others).forEach(given::add);
                Evidence evidence = Evidence.of(given);
                for (int most = 1; most <= 3; most++) {
                    hits[most] +=
                            ExtractiveAnswerer.answer(
                                                    Words.of(question.text()),
                                                    AnswerType.of(question.text()),
                                                    evidence,
                                                    most)
                                            .stream()
                                            .anyMatch(sentence -> holds(sentence, question))
                                    ? 1
                                    : 0;
                }
            }
            report.printf(
                    "| the right one and %d of its subject | %d | %s | %s | %s |%n",
                    others,
                    questions.size(),
                    new Proportion(hits[1], questions.size()),
                    new Proportion(hits[2], questions.size()),
                    new Proportion(hits[3], questions.size()));
        }
        report.printf(
                "| the right one, sentences drawn by chance | %d | %.3f | %.3f | %.3f |%n",
                questions.size(), byChance(questions, 1), byChance(questions, 2), byChance(questions, 3));
    }

    /** How often the answer stands in any of so many sentences of the right passage, whichever are drawn: exactly. */
    private double byChance(List<Question> questions, int drawn) {
        return questions.stream()
                .mapToDouble(question -> {
                    List<String> sentences =
                            SentenceEnds.split(set.passageOf(question).text());
                    long without = sentences.stream()
                            .filter(sentence -> question.answers().stream().noneMatch(sentence::contains))
                            .count();
                    double none = 1;
                    for (int i = 0; i < Math.min(drawn, sentences.size()); i++) {
                        none *= Math.max(0.0, (double) without - i) / (sentences.size() - i);
                    }
                    return 1 - none;
                })
                .average()
                .orElse(0);
    }

    /** From the right passage, which is given first. */
    private static boolean holds(Sentence sentence, Question question) {
        Citation citation = sentence.citations().getFirst();
        return citation.source() == 1 && question.answers().stream().anyMatch(citation.quote()::contains);
    }
}
