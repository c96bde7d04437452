package dev.quern.retrieval;

import dev.quern.protocol.Call;

/** Calls that this service makes of its own accord. */
@FunctionalInterface
public interface WorkerCalls {
    /** A new call for documents of the tenant, of low priority, with a deadline that begins now. */
    Call forTenant(String tenant);
}
