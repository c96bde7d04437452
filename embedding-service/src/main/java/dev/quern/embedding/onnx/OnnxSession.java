package dev.quern.embedding.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.quern.embedding.LocalCompute;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a transformer on padded batches. Safe for use by many threads; native memory is given back by closing it. */
final class OnnxSession implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Set<String> inputs;
    private final String output;

    private OnnxSession(OrtEnvironment environment, OrtSession session, String preferredOutput) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.inputs = knownInputs(session.getInputInfo());
        Set<String> outputs = session.getOutputNames();
        this.output = outputs.contains(preferredOutput)
                ? preferredOutput
                : outputs.iterator().next();
    }

    /** @param preferredOutput which is read where the model has it; else its first is */
    static OnnxSession load(ModelFiles files, LocalCompute compute, String preferredOutput) throws IOException {
        OrtEnvironment environment = NativeRuntime.environment(compute.device());
        try (SessionOptions options = options(compute)) {
            OrtSession session = environment.createSession(files.weights().toString(), options);
            try {
                return new OnnxSession(environment, session, preferredOutput);
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException | IllegalStateException e) {
            throw files.unreadable(files.weights(), e);
        }
    }

    /** One row of output, at least, per text, in their order. */
    ModelOutput run(List<TokenizedText> texts) throws OrtException {
        int width = texts.stream().mapToInt(TokenizedText::length).max().orElse(0);
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (Arena memory = Arena.ofConfined()) {
            try {
                for (String input : inputs) {
                    LongBuffer values = memory.allocate(ValueLayout.JAVA_LONG, (long) texts.size() * width)
                            .asByteBuffer()
                            .order(ByteOrder.nativeOrder())
                            .asLongBuffer();
                    fill(values, input, texts, width);
                    tensors.put(input, OnnxTensor.createTensor(environment, values, new long[] {texts.size(), width}));
                }
                try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
                    if (!(result.get(0) instanceof OnnxTensor tensor)) {
                        throw new IllegalStateException("the model's output " + output + " is not a tensor");
                    }
                    return ModelOutput.copyOf(tensor);
                }
            } finally {
                tensors.values().forEach(OnnxTensor::close);
            }
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

    /** What is not written stays 0, which is padding. */
    private static void fill(LongBuffer values, String input, List<TokenizedText> texts, int width) {
        for (int i = 0; i < texts.size(); i++) {
            TokenizedText text = texts.get(i);
            switch (input) {
                case IDS -> values.put(i * width, text.ids());
                case TYPES -> values.put(i * width, text.typeIds());
                default -> {
                    for (int token = 0; token < text.length(); token++) {
                        values.put(i * width + token, 1);
                    }
                }
            }
        }
    }

    private static Set<String> knownInputs(Map<String, NodeInfo> inputs) {
        if (!inputs.containsKey(IDS)) {
            throw new IllegalStateException("the model has no input " + IDS + "; it has " + inputs.keySet());
        }
        inputs.forEach((name, node) -> {
            if (!Set.of(IDS, MASK, TYPES).contains(name)) {
                throw new IllegalStateException("the model wants an input that is not known here: " + name);
            }
            if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.INT64) {
                throw new IllegalStateException("the model's input " + name + " is not made of 64-bit integers");
            }
        });
        return Set.copyOf(inputs.keySet());
    }

    private static SessionOptions options(LocalCompute compute) throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            options.setIntraOpNumThreads(compute.threads());
            options.setInterOpNumThreads(1);
            // Waiting threads would burn the cores that the other services of this machine need.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            // Plans memory for the shape it saw before; ours differs from run to run.
            options.setMemoryPatternOptimization(false);
            switch (compute.device()) {
                // The fused operators of the higher levels take a processor 2 to 10 % more time with small
                // transformers.
                case CPU -> options.setOptimizationLevel(OptLevel.BASIC_OPT);
                case CUDA -> addCard(options);
            }
            return options;
        } catch (OrtException | RuntimeException e) {
            options.close();
            throw e;
        }
    }

    private static void addCard(SessionOptions options) throws OrtException {
        try (OrtCUDAProviderOptions card = new OrtCUDAProviderOptions(0)) {
            // Vectors keep the precision that they have on a processor.
            card.add("use_tf32", "0");
            options.addCUDA(card);
        } catch (OrtException e) {
            throw new IllegalArgumentException(
                    "quern.embedding.onnx.device is cuda, and this build (it needs -Dgpu) or this machine's driver and"
                            + " libraries lack it: " + e.getMessage(),
                    e);
        }
    }
}
