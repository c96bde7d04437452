package dev.quern.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Answers that are read as they are made. */
public interface StreamsConfig {

    /** How long an answer that can be resumed goes on, and is kept, without anybody who reads it. */
    @WithDefault("60S")
    Duration keptFor();

    /** How long after its last sign of life another replica goes on with an answer that can be resumed. */
    @WithDefault("5S")
    Duration lease();

    /** The most that the events of one answer that can be resumed may take up. */
    @WithDefault("4M")
    MemorySize largest();

    /** The most that all of them may take up in this process, where no Redis keeps them. */
    @WithDefault("64M")
    MemorySize memory();

    /** How long a client may not read anything of what waits for it before its connection is closed. */
    @WithDefault("30S")
    Duration slowReader();

    /** How long streams may go on when this process is told to end: must be below {@code quarkus.shutdown.timeout}. */
    @WithDefault("20S")
    Duration drain();

    /** WebSockets on which questions are asked. */
    SocketsConfig sockets();
}
