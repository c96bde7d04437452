package dev.quern.gateway.http;

import dev.quern.protocol.Call;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** The call that was made of the HTTP request by {@link Authentication}. */
@RequestScoped
public class CurrentCall {
    private Optional<Call> call = Optional.empty();

    void set(Call newCall) {
        call = Optional.of(newCall);
    }

    Call get() {
        return call.orElseThrow(() -> new IllegalStateException("a route that was not authenticated"));
    }
}
