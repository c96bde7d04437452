package dev.quern.protocol.grpc;

import dev.quern.protocol.Priority;
import dev.quern.protocol.Scope;
import java.util.Optional;

/** What principals and API keys say, as messages and back; empty where a newer Quern says something unheard of. */
public final class IdentityMessages {
    private IdentityMessages() {}

    public static dev.quern.protocol.identity.v1.Scope encode(Scope scope) {
        return switch (scope) {
            case ASK -> dev.quern.protocol.identity.v1.Scope.SCOPE_ASK;
            case INGEST -> dev.quern.protocol.identity.v1.Scope.SCOPE_INGEST;
            case ADMIN -> dev.quern.protocol.identity.v1.Scope.SCOPE_ADMIN;
            case OPERATE -> dev.quern.protocol.identity.v1.Scope.SCOPE_OPERATE;
            case SERVICE -> dev.quern.protocol.identity.v1.Scope.SCOPE_SERVICE;
        };
    }

    public static Optional<Scope> decode(dev.quern.protocol.identity.v1.Scope scope) {
        return switch (scope) {
            case SCOPE_ASK -> Optional.of(Scope.ASK);
            case SCOPE_INGEST -> Optional.of(Scope.INGEST);
            case SCOPE_ADMIN -> Optional.of(Scope.ADMIN);
            case SCOPE_OPERATE -> Optional.of(Scope.OPERATE);
            case SCOPE_SERVICE -> Optional.of(Scope.SERVICE);
            case SCOPE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    public static dev.quern.protocol.identity.v1.Priority encode(Priority priority) {
        return switch (priority) {
            case BATCH -> dev.quern.protocol.identity.v1.Priority.PRIORITY_BATCH;
            case INTERACTIVE -> dev.quern.protocol.identity.v1.Priority.PRIORITY_INTERACTIVE;
            case EMERGENCY -> dev.quern.protocol.identity.v1.Priority.PRIORITY_EMERGENCY;
        };
    }

    public static Optional<Priority> decode(dev.quern.protocol.identity.v1.Priority priority) {
        return switch (priority) {
            case PRIORITY_BATCH -> Optional.of(Priority.BATCH);
            case PRIORITY_INTERACTIVE -> Optional.of(Priority.INTERACTIVE);
            case PRIORITY_EMERGENCY -> Optional.of(Priority.EMERGENCY);
            case PRIORITY_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }
}
