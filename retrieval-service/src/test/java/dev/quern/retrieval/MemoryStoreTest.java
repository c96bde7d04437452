package dev.quern.retrieval;

/** The store of the tests keeps to the contract too. */
final class MemoryStoreTest extends RebuildContract {
    private final MemoryStore memory = new MemoryStore();

    @Override
    protected DocumentStore open() {
        return memory;
    }
}
