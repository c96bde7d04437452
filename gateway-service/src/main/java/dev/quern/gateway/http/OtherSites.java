package dev.quern.gateway.http;

import dev.quern.gateway.Entry;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import org.jspecify.annotations.Nullable;

/** Requests that a web page of another site makes, of a Quern that is open to everybody on this machine. */
final class OtherSites {
    private OtherSites() {}

    static void refuse(Headers headers) {
        String site = headers.get("Sec-Fetch-Site");
        boolean otherSite = site != null && !site.equals("same-origin") && !site.equals("none");
        String origin = headers.get("Origin");
        String host = headers.get("Host");
        boolean otherOrigin = origin != null && !origin.endsWith("://" + host);
        if (otherSite || otherOrigin || !Entry.isLoopback(name(host))) {
            throw new QuernException(
                    ErrorCode.PERMISSION_DENIED,
                    "Without an API key, Quern answers requests to this machine's own address only, and none that come "
                            + "from another web site.");
        }
    }

    /** Without the port. */
    private static String name(@Nullable String host) {
        if (host == null) {
            return "";
        }
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }
}
