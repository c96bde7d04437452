package dev.quern.gateway.http;

import dev.quern.gateway.Entry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Who may ask on a WebSocket. */
@ApplicationScoped
class Doorkeeper {
    private final Visits visits;
    private final Entry entry;

    Doorkeeper(Visits visits, Entry entry) {
        this.visits = visits;
        this.entry = entry;
    }

    /** As the request says that opens it; empty when it says nothing, fails when what it says is wrong. */
    Uni<Optional<Guest>> atUpgrade(Headers headers) {
        return headers.get("Authorization") == null && !entry.isOpen()
                ? Uni.createFrom().item(Optional.empty())
                : let(headers).map(Optional::of);
    }

    /**
     * As the first message says.
     *
     * @param headers of the request that opened it
     */
    Uni<Guest> byToken(String token, Headers headers) {
        return let(headers.with(token));
    }

    private Uni<Guest> let(Headers headers) {
        return Guest.of(visits, headers);
    }
}
