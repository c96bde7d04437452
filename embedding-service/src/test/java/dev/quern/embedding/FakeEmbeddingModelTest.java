package dev.quern.embedding;

class FakeEmbeddingModelTest extends EmbeddingModelContract {
    @Override
    protected EmbeddingModel<?> open() {
        return FakeEmbeddingModel.open();
    }
}
