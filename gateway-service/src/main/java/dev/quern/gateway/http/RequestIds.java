package dev.quern.gateway.http;

import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** What a client calls its request, or else the trace id: echoed, logged, and named in problem documents. */
final class RequestIds {
    static final String HEADER = "X-Request-Id";
    private static final String KEY = "quern.request-id";
    private static final String LOG_FIELD = "requestId";
    /** Nothing that could break a line of a log or of HTTP. */
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestIds() {}

    /** Before anything else is done for the request. */
    static void begin(RoutingContext request) {
        String header = request.request().getHeader(HEADER);
        String id = header != null && SANE.matcher(header).matches() ? header : TraceIds.of(request);
        request.put(KEY, id);
        request.response().putHeader(HEADER, id);
        MDC.put(LOG_FIELD, id);
    }

    static String of(RoutingContext request) {
        String id = request.get(KEY);
        return id == null ? TraceIds.of(request) : id;
    }
}
