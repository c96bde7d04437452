package dev.quern.embedding;

/** One input of a request in the queue. Compared by identity. */
final class WaitingInput {
    final ComputeRequest<?, ?> request;
    final int index;
    final ModelInput input;

    WaitingInput(ComputeRequest<?, ?> request, int index, ModelInput input) {
        this.request = request;
        this.index = index;
        this.input = input;
    }

    boolean isWanted() {
        return request.isWanted();
    }

    @SuppressWarnings("ReferenceEquality") // A model is itself, whatever it is equal to.
    boolean isForTheModelOf(WaitingInput other) {
        return request.model() == other.request.model();
    }

    int length() {
        return input.length();
    }
}
