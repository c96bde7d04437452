package dev.quern.gateway.http;

import dev.quern.protocol.Call;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The call that was made of the HTTP request by {@link Authentication}. */
@RequestScoped
public class CurrentCall {
    private Optional<Calls> calls = Optional.empty();
    private Optional<Call> call = Optional.empty();

    void set(Calls newCalls) {
        calls = Optional.of(newCalls);
        call = Optional.of(newCalls.begin());
    }

    /** Its time began with the request. */
    Call get() {
        return call.orElseThrow(CurrentCall::notAuthenticated);
    }

    /** More calls for the same request. */
    Calls calls() {
        return calls.orElseThrow(CurrentCall::notAuthenticated);
    }

    private static IllegalStateException notAuthenticated() {
        return new IllegalStateException("a route that was not authenticated");
    }
}
