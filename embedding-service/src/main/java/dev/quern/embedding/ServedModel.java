package dev.quern.embedding;

/**
 * A configured model and who computes for it.
 *
 * @param local whether it is computed in this process, so that the process is not ready without it
 */
record ServedModel<M extends BatchModel<?, ?>>(LoadingModel<M> loading, BatchScheduler scheduler, boolean local) {
    String name() {
        return loading.name();
    }
}
