package dev.quern.gateway;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** WebSockets on which questions are asked. */
public interface SocketsConfig {

    /** Open at once, half of them at most by one tenant; more are refused before they are opened. */
    @WithDefault("1000")
    int most();

    /** Likewise, of clients that have not said who they are; they come on top. */
    @WithDefault("100")
    int strangers();

    /** Questions that one WebSocket may have under way at once. */
    @WithDefault("8")
    int questions();

    /** How long a client that said nothing of itself at the opening may wait before it does. */
    @WithDefault("5S")
    Duration authenticationTime();

    /** After how long without a question under way a WebSocket is closed. */
    @WithDefault("5M")
    Duration idle();
}
