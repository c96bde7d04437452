package dev.quern.gateway.http;

import dev.quern.protocol.Scope;
import java.util.List;
import java.util.Set;

/**
 * What some routes ask of a caller before anything of a request is read.
 *
 * @param scopes of which a caller needs one; none where a resource says so itself, with {@link Requires}
 * @param paths each with all that is below it, but for the root
 * @param why they are as they are
 */
record Routes(Entrance entrance, Set<Scope> scopes, List<String> paths, String why) {
    /** Nothing is open that does not stand here. */
    static final List<Routes> ALL = List.of(
            new Routes(
                    Entrance.OPEN,
                    Set.of(),
                    List.of("/q/health", "/q/metrics"),
                    "Probes and scrapes of the cluster carry no key, and nothing of a tenant is in them."),
            new Routes(
                    Entrance.OPEN,
                    Set.of(),
                    List.of("/q/openapi", "/q/swagger-ui"),
                    "The description of the API is the same for everybody."),
            new Routes(
                    Entrance.OPEN,
                    Set.of(),
                    List.of("/", "/index.html", "/console.js", "/console.css"),
                    "Browsers send no key for a page, and these are the same for everybody: the page asks for one."),
            new Routes(
                    Entrance.OPTIONAL,
                    Set.of(),
                    List.of("/api/v1/rag/ws"),
                    "Browsers can send no header when they open a web socket: the first message says who asks."),
            new Routes(
                    Entrance.IDENTIFIED,
                    Set.of(Scope.ASK),
                    List.of("/mcp"),
                    "The tools ask and search, and nothing else."),
            new Routes(Entrance.IDENTIFIED, Set.of(), List.of("/api", "/v1"), "Resources say what they require."));

    private static final Routes OTHERS =
            new Routes(Entrance.IDENTIFIED, Set.of(Scope.OPERATE), List.of(), "Nobody has thought of them.");

    /** What must be known of a caller. */
    enum Entrance {
        OPEN,
        /** Nothing; but a key or token that is sent has to be right. */
        OPTIONAL,
        IDENTIFIED
    }

    /** @param path without dots and escapes that mean nothing */
    static Routes of(String path) {
        return ALL.stream().filter(routes -> routes.has(path)).findFirst().orElse(OTHERS);
    }

    private boolean has(String path) {
        return paths.stream()
                .anyMatch(start -> path.equals(start) || (!start.equals("/") && path.startsWith(start + "/")));
    }
}
