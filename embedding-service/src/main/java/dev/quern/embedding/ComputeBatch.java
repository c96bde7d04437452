package dev.quern.embedding;

import dev.quern.protocol.Deadline;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Inputs of one model that are computed together, perhaps for several callers. */
final class ComputeBatch {
    /** What a batch can fail with because of its size or of one of its inputs. */
    private static final Set<ErrorCode> WORTH_HALVING = Set.of(ErrorCode.INTERNAL, ErrorCode.INVALID_ARGUMENT);

    private final List<WaitingInput> inputs;
    private final Timing timing;

    ComputeBatch(List<WaitingInput> inputs, Timing timing) {
        this.inputs = inputs;
        this.timing = timing;
    }

    /** Gives every caller its results or its failure. */
    void run() {
        inputs.forEach(input -> timing.waited(input.request));
        run(inputs.getFirst().request.model(), inputs);
    }

    void fail(Throwable failure) {
        inputs.forEach(input -> input.request.fail(failure));
    }

    private <I extends ModelInput, O> void run(BatchModel<I, O> model, List<WaitingInput> batch) {
        List<WaitingInput> wanted =
                batch.stream().filter(WaitingInput::isWanted).toList();
        if (wanted.isEmpty()) {
            return;
        }
        try {
            List<O> results = timing.computed(
                    model, wanted, () -> model.compute(ComputeBatch.<I>values(wanted), lastDeadline(wanted)));
            for (int i = 0; i < wanted.size(); i++) {
                ComputeBatch.<O>requestOf(wanted.get(i)).accept(wanted.get(i).index, results.get(i));
            }
        } catch (Throwable failure) {
            if (wanted.size() > 1 && isWorthHalving(failure)) {
                int half = wanted.size() / 2;
                run(model, wanted.subList(0, half));
                run(model, wanted.subList(half, wanted.size()));
            } else {
                wanted.forEach(input -> input.request.fail(failure));
            }
        }
    }

    /** Lack of memory, or one input that spoils it for others' callers. */
    private static boolean isWorthHalving(Throwable failure) {
        return switch (failure) {
            case QuernException known -> WORTH_HALVING.contains(known.code());
            case OutOfMemoryError _ -> true;
            case RuntimeException _ -> true;
            default -> false;
        };
    }

    private static Deadline lastDeadline(List<WaitingInput> inputs) {
        return inputs.stream()
                .map(input -> input.request.deadline())
                .max(Comparator.comparing(Deadline::remaining))
                .orElseThrow();
    }

    @SuppressWarnings("unchecked") // A batch holds inputs of one model.
    private static <I> List<I> values(List<WaitingInput> inputs) {
        return inputs.stream().map(input -> (I) input.input).toList();
    }

    @SuppressWarnings("unchecked")
    private static <O> ComputeRequest<?, O> requestOf(WaitingInput input) {
        return (ComputeRequest<?, O>) input.request;
    }
}
