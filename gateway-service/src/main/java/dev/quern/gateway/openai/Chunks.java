package dev.quern.gateway.openai;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.quern.gateway.http.ServerEvent;
import dev.quern.gateway.openai.ChunkBody.DeltaBody;
import dev.quern.protocol.Outlet;
import org.jspecify.annotations.Nullable;

/** Sends a reply in parts. The first goes out with the first text, so that what fails before that is a plain refusal. */
final class Chunks {
    private static final ServerEvent DONE = ServerEvent.unnamed(new RawValue("[DONE]"));

    private final Outlet<ServerEvent> outlet;
    private final Head head;
    private final boolean usage;
    private boolean begun;

    Chunks(Outlet<ServerEvent> outlet, Head head, boolean usage) {
        this.outlet = outlet;
        this.head = head;
        this.usage = usage;
    }

    void text(String text) throws InterruptedException {
        if (!text.isEmpty()) {
            send(ChunkBody.of(head, new DeltaBody(role(), text, null), null));
        }
    }

    void end(Ending ending) throws InterruptedException {
        send(ChunkBody.of(head, new DeltaBody(role(), null, ending.basis().orElse(null)), ending.reason()));
        if (usage) {
            send(ChunkBody.of(head, UsageBody.of(ending.tokens())));
        }
        outlet.send(DONE);
    }

    private @Nullable String role() {
        if (begun) {
            return null;
        }
        begun = true;
        return "assistant";
    }

    private void send(ChunkBody chunk) throws InterruptedException {
        outlet.send(ServerEvent.unnamed(chunk));
    }
}
