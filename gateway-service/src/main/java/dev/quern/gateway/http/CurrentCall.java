package dev.quern.gateway.http;

import dev.quern.gateway.Visit;
import dev.quern.protocol.Call;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The call that was made of the HTTP request once it was known who is asking. */
@RequestScoped
public class CurrentCall {
    private Optional<Calls> calls = Optional.empty();
    private Optional<Visit> visit = Optional.empty();

    void set(Calls newCalls) {
        calls = Optional.of(newCalls);
        visit = Optional.of(newCalls.visit());
    }

    /** The request as the domain knows it. Its time began with the request. */
    public Visit visit() {
        return visit.orElseThrow(CurrentCall::notAuthenticated);
    }

    /** Likewise. */
    public Call get() {
        return visit().call();
    }

    /** More calls for the same request. */
    public Calls calls() {
        return calls.orElseThrow(CurrentCall::notAuthenticated);
    }

    private static IllegalStateException notAuthenticated() {
        return new IllegalStateException("a route that was not authenticated");
    }
}
