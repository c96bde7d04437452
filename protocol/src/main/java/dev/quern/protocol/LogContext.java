package dev.quern.protocol;

import org.jboss.logging.MDC;

/** Puts the trace and the tenant of a call on every log line that is written while it is worked on. */
public final class LogContext implements AutoCloseable {
    private LogContext() {}

    public static LogContext of(Call call) {
        MDC.put("traceId", call.traceId());
        MDC.put("tenant", call.tenant());
        return new LogContext();
    }

    @Override
    public void close() {
        MDC.remove("traceId");
        MDC.remove("tenant");
    }
}
