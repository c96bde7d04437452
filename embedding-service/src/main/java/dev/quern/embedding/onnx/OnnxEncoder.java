package dev.quern.embedding.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a transformer on padded batches. Safe for use by many threads; native memory is given back by closing it. */
final class OnnxEncoder implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> inputs;

    private OnnxEncoder(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
        this.inputs = session.getInputNames();
    }

    static OnnxEncoder load(Path weights, int threads) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment("quern");
        environment.setTelemetry(false);
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Waiting threads would burn the cores that the other services of this machine need.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            // Plans memory for the shape it saw before; ours differs from run to run.
            options.setMemoryPatternOptimization(false);
            return new OnnxEncoder(environment, environment.createSession(weights.toString(), options));
        }
    }

    /** One vector of unit length per text. */
    List<float[]> encode(List<TokenizedText> texts) throws OrtException {
        int width = texts.stream().mapToInt(TokenizedText::length).max().orElse(0);
        Map<String, LongBuffer> values = pad(texts, width);
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (String input : inputs) {
                LongBuffer buffer = values.get(input);
                if (buffer == null) {
                    throw new IllegalStateException("the model wants an input that is not known here: " + input);
                }
                tensors.put(input, OnnxTensor.createTensor(environment, buffer, new long[] {texts.size(), width}));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                return pool(texts, width, result);
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("cannot close the model", e);
        }
    }

    private static Map<String, LongBuffer> pad(List<TokenizedText> texts, int width) {
        long[] ids = new long[texts.size() * width];
        long[] mask = new long[ids.length];
        long[] types = new long[ids.length];
        for (int i = 0; i < texts.size(); i++) {
            TokenizedText text = texts.get(i);
            System.arraycopy(text.ids(), 0, ids, i * width, text.length());
            System.arraycopy(text.typeIds(), 0, types, i * width, text.length());
            Arrays.fill(mask, i * width, i * width + text.length(), 1);
        }
        return Map.of(IDS, LongBuffer.wrap(ids), MASK, LongBuffer.wrap(mask), TYPES, LongBuffer.wrap(types));
    }

    private static List<float[]> pool(List<TokenizedText> texts, int width, OrtSession.Result result) {
        if (!(result.get(0) instanceof OnnxTensor output) || output.getInfo().getShape().length != 3) {
            throw new IllegalStateException("the model's first output is not one vector per token");
        }
        int dimensions = Math.toIntExact(output.getInfo().getShape()[2]);
        FloatBuffer tokens = output.getFloatBuffer();
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            vectors.add(MeanPooling.pool(tokens, i * width, texts.get(i).length(), dimensions));
        }
        return vectors;
    }
}
