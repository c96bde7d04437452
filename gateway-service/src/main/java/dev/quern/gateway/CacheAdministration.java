package dev.quern.gateway;

import dev.quern.protocol.Call;

/** The caches of all services, as far as people administer them. */
public interface CacheAdministration {

    /** Of one replica of the caches, over all tenants: needs the scope {@code operate}. */
    CacheReport describe(Call call);

    /** Drops values of the caller's tenant; takes as long as the call has. */
    Invalidated invalidate(Call call, CacheTarget target);

    /**
     * @param removed values on the replica that was asked
     * @param confirmed whether no replica serves any of them any more; otherwise that is so a little later
     */
    record Invalidated(long removed, boolean confirmed) {}
}
