package dev.quern.benchmarks.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents, questions, and who judged what to be relevant.
 *
 * @param documents texts by name
 * @param questions those with something relevant, by name
 * @param relevant for each question the relevant documents and how much they are
 */
public record RetrievalSet(
        String name,
        Map<String, String> documents,
        Map<String, String> questions,
        Map<String, Map<String, Integer>> relevant) {

    public static RetrievalSet read(Path data, String name, String split) throws IOException {
        Path folder = data.resolve("retrieval").resolve(name);
        Map<String, String> documents = new LinkedHashMap<>();
        for (JsonNode document : JsonLines.read(folder.resolve("corpus.jsonl"))) {
            String text = document.path("title").asText("") + " "
                    + document.path("text").asText();
            // A document without text has no vector here and is never found.
            if (!text.isBlank()) {
                documents.put(document.path("_id").asText(), text.strip());
            }
        }
        Map<String, Map<String, Integer>> relevant =
                judgements(folder.resolve("qrels").resolve(split));
        Map<String, String> questions = new LinkedHashMap<>();
        for (JsonNode question : JsonLines.read(folder.resolve("queries.jsonl"))) {
            if (relevant.containsKey(question.path("_id").asText())) {
                questions.put(
                        question.path("_id").asText(), question.path("text").asText());
            }
        }
        return new RetrievalSet(name, documents, questions, relevant);
    }

    private static Map<String, Map<String, Integer>> judgements(Path file) throws IOException {
        Map<String, Map<String, Integer>> relevant = new HashMap<>();
        for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
            List<String> fields = List.of(line.split("\t", -1));
            int grade = Integer.parseInt(fields.get(2));
            if (grade > 0) {
                relevant.computeIfAbsent(fields.get(0), question -> new HashMap<>())
                        .put(fields.get(1), grade);
            }
        }
        return relevant;
    }

    /**
     * The mean over all questions of nDCG@10, by exact search.
     *
     * @param documentVectors of unit length, in the order of the documents
     * @param questionVectors of unit length, in the order of the questions
     */
    public double score(List<float[]> documentVectors, List<float[]> questionVectors) {
        List<String> names = List.copyOf(documents.keySet());
        List<String> asked = List.copyOf(questions.keySet());
        double sum = 0;
        for (int i = 0; i < asked.size(); i++) {
            List<String> found = new ArrayList<>();
            for (int position : Vectors.nearest(questionVectors.get(i), documentVectors, 10)) {
                found.add(names.get(position));
            }
            sum += Ranking.of(found, relevant.getOrDefault(asked.get(i), Map.of()))
                    .gain();
        }
        return sum / asked.size();
    }
}
