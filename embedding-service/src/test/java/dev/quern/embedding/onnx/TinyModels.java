package dev.quern.embedding.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Models of a few weights, whose results can be worked out by hand, with a tokenizer that knows a few words. */
final class TinyModels {
    private static final List<String> WORDS =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "grain", "mill", "stone", "poison");

    /** What each word stands for: two real numbers, and one that no text survives. */
    private static final float[] WORD_VECTORS = {0, 0, 1, 1, 2, 2, 3, -1, 4, 0, 0, 4, -4, 2, Float.NaN, Float.NaN};

    /** How much each word of a passage says for it. */
    private static final float[] WORD_SCORES = {9, 0, 5, 7, 2, 1, -3, Float.NaN};

    private TinyModels() {}

    /** Gives each word its vector. */
    static Path embedding(Path folder) throws IOException {
        words(new OnnxGraph().input("input_ids").input("attention_mask"))
                .output("last_hidden_state")
                .writeTo(model(folder));
        return folder;
    }

    /** Wants to be told what no text can tell it. */
    static Path embeddingThatWants(Path folder, String input) throws IOException {
        words(new OnnxGraph().input("input_ids").input(input))
                .output("last_hidden_state")
                .writeTo(model(folder));
        return folder;
    }

    /** Gives no usable vector for any text. */
    static Path embeddingThatFails(Path folder) throws IOException {
        new OnnxGraph()
                .input("input_ids")
                .weights("words", List.of(WORDS.size(), 1), new float[WORDS.size()])
                .node("Gather", "last_hidden_state", "words", "input_ids")
                .output("last_hidden_state")
                .writeTo(model(folder));
        return folder;
    }

    /** Has, behind the vectors of the words, that of the text: here of its first word but one. */
    static Path embeddingThatPools(Path folder) throws IOException {
        words(new OnnxGraph().input("input_ids").input("token_type_ids"))
                .weights("one", List.of(), 1)
                .node("Cast", "to", 7, "second", "one")
                .node("Gather", "axis", 1, "sentence_embedding", "last_hidden_state", "second")
                .output("last_hidden_state")
                .output("sentence_embedding")
                .writeTo(model(folder));
        return folder;
    }

    /** Scores a passage by the sum of its words, the mark at its end included. */
    static Path reranker(Path folder) throws IOException {
        scores().output("sum").writeTo(model(folder));
        return folder;
    }

    /** As {@link #reranker}, with a first class that nobody asks for. */
    static Path rerankerOfTwoClasses(Path folder) throws IOException {
        scores().node("Neg", "opposite", "sum")
                .node("Concat", "axis", 1, "logits", "opposite", "sum")
                .output("sum")
                .output("logits")
                .writeTo(model(folder));
        return folder;
    }

    /** As {@link #reranker}, with one number per pair and no axis for classes. */
    static Path rerankerWithoutClasses(Path folder) throws IOException {
        scores().node("Squeeze", "logits", "sum", "last axis").output("logits").writeTo(model(folder));
        return folder;
    }

    /** As {@link #reranker}, but what else is in the batch has a say. */
    static Path rerankerThatMindsCompany(Path folder) throws IOException {
        scores().node("ReduceMax", "keepdims", 1, "highest", "sum")
                .node("Sub", "logits", "sum", "highest")
                .output("logits")
                .writeTo(model(folder));
        return folder;
    }

    private static OnnxGraph words(OnnxGraph graph) {
        return graph.weights("words", List.of(WORDS.size(), 2), WORD_VECTORS)
                .node("Gather", "last_hidden_state", "words", "input_ids");
    }

    private static OnnxGraph scores() {
        return new OnnxGraph()
                .input("input_ids")
                .input("attention_mask")
                .input("token_type_ids")
                .weights("words", List.of(WORDS.size()), WORD_SCORES)
                .integer("last axis", 1)
                .node("Gather", "scores", "words", "input_ids")
                .real("type", "token_type_ids")
                .real("mask", "attention_mask")
                .node("Mul", "of text", "scores", "mask")
                .node("Mul", "of passage", "of text", "type")
                .node("ReduceSum", "keepdims", 1, "sum", "of passage", "last axis");
    }

    /** The folder's model file, with the tokenizer beside it. */
    private static Path model(Path folder) throws IOException {
        String vocabulary = IntStream.range(0, WORDS.size())
                .mapToObj(id -> "\"" + WORDS.get(id) + "\": " + id)
                .collect(Collectors.joining(", "));
        Files.writeString(folder.resolve("tokenizer.json"), """
                {
                  "version": "1.0", "added_tokens": [], "normalizer": null, "decoder": null,
                  "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
                  "padding": null,
                  "pre_tokenizer": {"type": "Whitespace"},
                  "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {%s}},
                  "post_processor": {
                    "type": "TemplateProcessing",
                    "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                      {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                    "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                      {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
                      {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
                    "special_tokens": {
                      "[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                      "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}
                  }
                }
                """.formatted(vocabulary));
        return folder.resolve("model.onnx");
    }
}
