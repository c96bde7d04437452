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

/** Stops reading a body of unannounced length as soon as it is over the limit. */
@Provider
public class BodyLimit implements ReaderInterceptor {
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

    /** Answers at once. The rest of the body is not read, so the connection is of no more use. */
    static QuernException refuse(RoutingContext request, long largest) {
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        request.response().endHandler(ended -> request.request().connection().close());
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
