package dev.quern.gateway.http;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Refuses WebSockets before they are opened, with the status that any other request would get. */
@ApplicationScoped
public class SocketUpgrade implements HttpUpgradeCheck {
    private final Doorkeeper doorkeeper;
    private final Sockets sockets;
    private final Draining draining;

    public SocketUpgrade(Doorkeeper doorkeeper, Sockets sockets, Draining draining) {
        this.doorkeeper = doorkeeper;
        this.sockets = sockets;
        this.draining = draining;
    }

    @Override
    public boolean appliesTo(String endpointId) {
        return endpointId.equals(AnswerSocket.ID);
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        Headers headers = Headers.copyOf(context.httpRequest());
        return Uni.createFrom()
                .deferred(() -> {
                    draining.refuse();
                    return doorkeeper.atUpgrade(headers);
                })
                .chain(guest -> {
                    sockets.ensureRoom(guest);
                    context.userData().put(AnswerSocket.REQUEST, new UpgradedRequest(context.httpRequest()));
                    context.userData().put(AnswerSocket.HEADERS, headers);
                    guest.ifPresent(known -> context.userData().put(AnswerSocket.GUEST, known));
                    return CheckResult.permitUpgrade();
                })
                .onFailure()
                .recoverWithUni(failure -> refused(QuernException.of(failure)));
    }

    private static Uni<CheckResult> refused(QuernException failure) {
        Map<String, List<String>> headers = new HashMap<>();
        if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            headers.put("WWW-Authenticate", List.of("Bearer"));
        }
        if (failure.code().httpStatus() == ErrorCode.OVERLOADED.httpStatus()) {
            headers.put("Retry-After", List.of("1"));
        }
        return CheckResult.rejectUpgrade(failure.code().httpStatus(), headers);
    }
}
