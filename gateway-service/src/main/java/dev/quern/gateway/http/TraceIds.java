package dev.quern.gateway.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The trace id of an HTTP request: OpenTelemetry's, else the client's own, else a new one; always the same for one request. */
final class TraceIds {
    private static final String KEY = "quern.trace-id";
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceIds() {}

    static String of(RoutingContext request) {
        String known = request.get(KEY);
        if (known == null) {
            known = find(request);
            request.put(KEY, known);
        }
        return known;
    }

    private static String find(RoutingContext request) {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            return span.getTraceId();
        }
        String header = request.request().getHeader("traceparent");
        if (header != null) {
            Matcher parent = TRACE_PARENT.matcher(header);
            if (parent.matches()) {
                return parent.group(1);
            }
        }
        return fresh();
    }

    /** A new one. */
    static String fresh() {
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
