package dev.quern.gateway.http;

import dev.quern.gateway.Places;
import java.util.Optional;

/** The place of one WebSocket: among those of strangers until it is known who is at the other end. */
final class SocketPlace {
    private final Places strangers;
    private final Places guests;
    private Runnable leave = () -> {};
    private boolean left;

    SocketPlace(Places strangers, Places guests) {
        this.strangers = strangers;
        this.guests = guests;
    }

    /** Takes the place that is right for them, and leaves the last one; throws when there is none. */
    synchronized void enter(Optional<Guest> guest) {
        Runnable next = guest.map(known -> guests.enter(known.tenant())).orElseGet(strangers::enter);
        leave.run();
        leave = next;
        if (left) {
            leave.run();
        }
    }

    /** For good. */
    synchronized void leave() {
        left = true;
        leave.run();
    }
}
