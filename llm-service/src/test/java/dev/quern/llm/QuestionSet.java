package dev.quern.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Passages, and questions with the passage that answers them. */
record QuestionSet(Map<String, Passage> passages, List<Question> questions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Question(String text, String passage, List<String> answers) {}

    /** @param folder of {@code corpus.jsonl} and {@code qa.jsonl} */
    static QuestionSet read(Path folder) throws IOException {
        Map<String, Passage> passages = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("corpus.jsonl"))) {
            JsonNode passage = JSON.readTree(line);
            passages.put(
                    passage.path("_id").asText(),
                    new Passage(
                            passage.path("title").asText(), passage.path("text").asText()));
        }
        List<Question> questions = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("qa.jsonl"))) {
            JsonNode question = JSON.readTree(line);
            List<String> answers = new ArrayList<>();
            question.path("answers").forEach(answer -> answers.add(answer.asText()));
            questions.add(new Question(
                    question.path("question").asText(),
                    question.path("corpus_id").asText(),
                    answers));
        }
        return new QuestionSet(passages, questions);
    }

    Passage passageOf(Question question) {
        return passages.getOrDefault(question.passage(), new Passage("", ""));
    }

    /** Of the same title, without the one that answers. */
    List<Passage> neighbours(Question question) {
        Passage right = passageOf(question);
        return passages.values().stream()
                .filter(passage -> passage.title().equals(right.title()) && !passage.equals(right))
                .toList();
    }
}
