package dev.quern.gateway.http;

import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * How large a body may be: more in an upload of files, which go to disk, than in JSON, which is kept in memory. Stops
 * reading JSON of unannounced length as soon as it is over the limit.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {
    private static final String UPLOAD = "multipart/";

    /** Providers are made before there is a configuration to read. */
    private final Instance<GatewayConfig> config;

    private final CurrentVertxRequest current;

    public BodyLimit(Instance<GatewayConfig> config, CurrentVertxRequest current) {
        this.config = config;
        this.current = current;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(
                new Limited(context.getInputStream(), config.get().largestBody().asLongValue(), current.getCurrent()));
        return context.proceed();
    }

    static boolean isUpload(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, UPLOAD, 0, UPLOAD.length());
    }

    static long largest(RoutingContext request, GatewayConfig config) {
        return (isUpload(request) ? config.largestUpload() : config.largestBody()).asLongValue();
    }

    /** The length that the client says its body has; 0 when it says none. */
    static long announced(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The rest of the body is not read, so the connection is of no more use. */
    static void closeAfterwards(RoutingContext request) {
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        request.addEndHandler(ended -> request.request().connection().close());
    }

    /** Answers at once. */
    static QuernException refuse(RoutingContext request, long largest) {
        closeAfterwards(request);
        QuernException failure = tooLarge(largest);
        request.fail(failure);
        return failure;
    }

    static QuernException tooLarge(long largest) {
        return new QuernException(
                ErrorCode.PAYLOAD_TOO_LARGE, "The request's body is larger than the " + largest + " bytes allowed.");
    }

    private static final class Limited extends FilterInputStream {
        private final long largest;
        private final RoutingContext request;
        private long count;

        Limited(InputStream in, long largest, RoutingContext request) {
            super(in);
            this.largest = largest;
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) {
            count += Math.max(0, read);
            if (count > largest) {
                throw refuse(request, largest);
            }
        }
    }
}
