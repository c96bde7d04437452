package dev.quern.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Priority;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {
    private final FakeEmbeddingModel model = FakeEmbeddingModel.open();
    private final Lane lane = new Lane();

    @Test
    void sharesTokensBetweenATenantThatWaitsAndOneThatKeepsComingBack() {
        lane.add(request("bulk", 200, 100));
        Map<String, Integer> given = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            lane.add(request("chatty", 20, 1));
            WaitingInput next = lane.peek(256).getFirst();
            lane.take(List.of(next));
            given.merge(next.request.tenant(), next.length(), Integer::sum);
        }

        assertThat(given.getOrDefault("bulk", 0)).isBetween(8_000, 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t1", "t2", "t3", "initech", "acme", "zeta"})
    void servesALoneRequestSoonWhoeverKeepsComingBack(String tenant) {
        lane.add(request("chatty", 10, 1));
        lane.add(request(tenant, 60, 1));

        int turns = 0;
        while (lane.peek(1).getFirst().request.tenant().equals("chatty") && turns < 100) {
            lane.add(request("chatty", 10, 1));
            lane.take(lane.peek(1));
            turns++;
        }

        assertThat(turns).isLessThan(8);
    }

    @Test
    void isEmptyOnceEverythingIsTakenOrRemoved() {
        ComputeRequest<FakeText, float[]> taken = request("acme", 10, 3);
        ComputeRequest<FakeText, float[]> removed = request("other", 10, 3);
        lane.add(taken);
        lane.add(removed);

        lane.take(taken.inputs());
        lane.remove(removed);
        lane.remove(taken);

        assertThat(lane.isEmpty()).isTrue();
        assertThat(lane.size()).isZero();
        assertThat(lane.peek(10)).isEmpty();
    }

    private ComputeRequest<FakeText, float[]> request(String tenant, int length, int count) {
        return new ComputeRequest<>(
                TestCalls.ofTenant(tenant),
                Priority.INTERACTIVE,
                model,
                Collections.nCopies(count, new FakeText("text", length, length)));
    }
}
