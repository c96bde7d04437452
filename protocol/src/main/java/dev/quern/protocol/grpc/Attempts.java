package dev.quern.protocol.grpc;

import io.grpc.CallOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The replicas that one call has been sent to, so that another attempt goes elsewhere. */
final class Attempts {
    static final CallOptions.Key<Attempts> OPTION = CallOptions.Key.create("quern-attempts");

    private final Set<Replica> asked = ConcurrentHashMap.newKeySet();

    /** Returns whether this is another attempt. */
    boolean add(Replica replica) {
        boolean another = !asked.isEmpty();
        asked.add(replica);
        return another;
    }

    boolean include(Replica replica) {
        return asked.contains(replica);
    }
}
