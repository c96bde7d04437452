package dev.quern.benchmarks.gateway;

import dev.quern.benchmarks.Usage;
import java.util.Map;

/**
 * One way to the same answers.
 *
 * @param process with its children, whose CPU time is counted
 */
record Contender(String name, int port, String path, Map<String, String> headers, ProcessHandle process) {

    byte[] request(String json) {
        return HttpConnection.post(path, headers, json);
    }

    /** With the processes that it has started. */
    Usage usage() {
        Usage own = Usage.of(process);
        return new Usage(own.cpu().plus(Usage.ofChildren(process)), own.ownCpu(), own.wall());
    }
}
