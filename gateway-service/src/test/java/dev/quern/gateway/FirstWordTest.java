package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.gateway.AnswerEvent.ResponseChunk;
import dev.quern.gateway.AnswerEvent.Sources;
import dev.quern.gateway.AnswerEvent.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstWordTest {
    private final List<Object> heard = new ArrayList<>();
    private final AnswerEvent.Listener listener = new Told().hearing(heard::add);

    @Test
    void aGeneratedAnswerBeginsWithItsFirstWord() throws InterruptedException {
        listener.turnsOut(WorkKind.GENERATED_ANSWER);
        listener.on(new Status("generating"));
        listener.on(new ResponseChunk("It", false));
        listener.on(new ResponseChunk(" grinds", false));

        assertThat(heard)
                .containsExactly(
                        new Status("generating"),
                        WorkKind.GENERATED_ANSWER,
                        new ResponseChunk("It", false),
                        new ResponseChunk(" grinds", false));
    }

    @Test
    void isOfTheKindThatItTurnedOutToBeLast() throws InterruptedException {
        listener.on(new Status("looking_up"));
        listener.on(new Sources(List.of()));
        listener.turnsOut(WorkKind.GENERATED_ANSWER);
        listener.turnsOut(WorkKind.PASSAGES);
        listener.on(new ResponseChunk("It grinds.", true));

        assertThat(heard).contains(WorkKind.PASSAGES).doesNotContain(WorkKind.GENERATED_ANSWER);
    }

    @Test
    void whatNobodySaysIsNotCompared() throws InterruptedException {
        listener.on(new ResponseChunk("It grinds.", true));

        assertThat(heard).contains(WorkKind.OTHER);
    }

    private final class Told implements Admission.Place {
        @Override
        public void began(WorkKind kind) {
            heard.add(kind);
        }

        @Override
        public void done() {}

        @Override
        public void failed(Throwable failure) {}

        @Override
        public void gone() {}
    }
}
