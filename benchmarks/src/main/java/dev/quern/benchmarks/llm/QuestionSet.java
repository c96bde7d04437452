package dev.quern.benchmarks.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quern.benchmarks.data.JsonLines;
import dev.quern.benchmarks.grpc.LanguageClient.Passage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Passages by name, and questions, each with the passage that answers it and the answers that people gave. */
record QuestionSet(Map<String, Passage> passages, List<Question> questions) {
    private static final long SEED = 7;

    record Question(String text, String passage, List<String> answers) {}

    /** The questions in an order of chance, always the same. */
    static QuestionSet read(Path data) throws IOException {
        Path folder = data.resolve("retrieval").resolve("xquad-en");
        Map<String, Passage> passages = new LinkedHashMap<>();
        for (JsonNode passage : JsonLines.read(folder.resolve("corpus.jsonl"))) {
            passages.put(
                    passage.path("_id").asText(),
                    new Passage(
                            passage.path("title").asText(), passage.path("text").asText()));
        }
        List<Question> questions = new ArrayList<>();
        for (JsonNode question : JsonLines.read(folder.resolve("qa.jsonl"))) {
            List<String> answers = new ArrayList<>();
            question.path("answers").forEach(answer -> answers.add(answer.asText()));
            questions.add(new Question(
                    question.path("question").asText(),
                    question.path("corpus_id").asText(),
                    answers));
        }
        Collections.shuffle(questions, new Random(SEED));
        return new QuestionSet(passages, questions);
    }
}
