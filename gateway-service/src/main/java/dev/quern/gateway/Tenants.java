package dev.quern.gateway;

import dev.quern.protocol.Names;
import dev.quern.protocol.QuernException;

/** The names of tenants, where somebody outside has written them. */
public final class Tenants {
    private Tenants() {}

    public static String requireName(String tenant) {
        if (!Names.isTenant(tenant)) {
            throw QuernException.invalid(
                    "tenant", "A tenant's name has 1 to 64 letters, digits, `-` or `_`, a letter or digit first.");
        }
        return tenant;
    }
}
