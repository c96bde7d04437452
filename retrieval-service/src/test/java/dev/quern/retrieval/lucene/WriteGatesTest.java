package dev.quern.retrieval.lucene;

import static dev.quern.retrieval.StoredDocuments.newCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.retrieval.CollectionId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class WriteGatesTest {
    private final WriteGates gates = new WriteGates();
    private final CollectionId collection = newCollection();

    @Test
    void letsChangesWaitUntilItIsOpenAgain() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        Runnable open = gates.close(collection);
        Thread change = Thread.ofVirtual().start(() -> pass(order));

        while (change.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        order.add("opened");
        open.run();
        change.join();

        assertThat(order).containsExactly("opened", "changed");
        assertThat(gates.size()).isZero();
    }

    private void pass(List<String> order) {
        try {
            gates.pass(collection, () -> order.add("changed"));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void keepsNothingOfACollectionThatNobodyChanges() throws IOException {
        assertThat(gates.<Integer>pass(collection, gates::size)).isEqualTo(1);
        assertThatThrownBy(() -> gates.pass(newCollection(), () -> {
                    throw new IOException("broken");
                }))
                .isInstanceOf(IOException.class);

        assertThat(gates.size()).isZero();
    }
}
