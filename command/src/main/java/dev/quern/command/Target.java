package dev.quern.command;

import java.net.URI;
import java.util.Optional;

/**
 * Where documents go.
 *
 * @param url of the gateway, without a path at its end
 * @param key that tells who we are
 * @param collection empty: the server's default
 */
public record Target(URI url, Optional<String> key, String collection) {

    /** Without the key: it must get into no message. */
    @Override
    public String toString() {
        return collection.isEmpty() ? url.toString() : url + " (collection " + collection + ")";
    }
}
