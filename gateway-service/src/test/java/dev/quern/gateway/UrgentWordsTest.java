package dev.quern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.protocol.Call;
import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrgentWordsTest {
    private final Signatures signatures = KnownKeysTest.signatures(TestSettings.config(Map.of()));

    @ParameterizedTest
    @CsvSource({
        "EMERGENCY, INTERACTIVE, Urgent: what helps against an overdose?, EMERGENCY",
        "EMERGENCY, INTERACTIVE, 응급 상황입니다, EMERGENCY",
        "EMERGENCY, INTERACTIVE, What is an insurgent?, INTERACTIVE",
        "EMERGENCY, INTERACTIVE, What is a quern?, INTERACTIVE",
        "EMERGENCY, BATCH, Urgent: what helps?, BATCH",
        "INTERACTIVE, INTERACTIVE, Urgent: what helps?, INTERACTIVE",
        "BATCH, INTERACTIVE, Urgent: what helps?, BATCH",
    })
    void raisesWhatIsUrgentAsFarAsTheCallerMay(Priority highest, Priority lane, String question, Priority expected) {
        Account account =
                new Account("acme", "test", Caller.Kind.API_KEY, Set.of(Scope.ASK), highest, new Limits(1, 1));
        Caller caller = signatures.caller(account, lane);
        Call usual = TestSettings.call();
        Visit visit = new Visit(new Call(caller.credential(), usual.deadline(), usual.traceId()), caller, lane);

        Visit raised = new UrgentWords(signatures).raised(visit, Question.of(question, "notes"));

        assertThat(raised.priority()).isEqualTo(expected);
        assertThat(raised.call().principal().priority()).isEqualTo(expected);
        assertThat(raised.call().deadline()).isEqualTo(usual.deadline());
        assertThat(raised.caller().highest()).isEqualTo(highest);
    }
}
