package dev.quern.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quern.gateway.GatewayConfig;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Writes streams of events. */
@Provider
@Produces(MediaType.SERVER_SENT_EVENTS)
public class EventStreamWriter implements ServerMessageBodyWriter<EventStream> {
    /** Providers are made before there is a configuration to read. */
    private final Instance<GatewayConfig> config;

    private final ObjectMapper json;
    private final Draining draining;

    public EventStreamWriter(Instance<GatewayConfig> config, ObjectMapper json, Draining draining) {
        this.config = config;
        this.json = json;
        this.draining = draining;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType mediaType) {
        return EventStream.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return EventStream.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(EventStream stream, Type genericType, ServerRequestContext context) {
        ServerHttpResponse response = context.serverResponse();
        response.setResponseHeader("Content-Type", MediaType.SERVER_SENT_EVENTS);
        response.setResponseHeader("Cache-Control", "no-store");
        // Proxies that know it do not wait until they have more.
        response.setResponseHeader("X-Accel-Buffering", "no");
        stream.headers().forEach(response::setResponseHeader);
        if (HttpMethod.HEAD.equals(stream.request().request().method())) {
            response.end();
            return;
        }
        ResteasyReactiveRequestContext waiting = (ResteasyReactiveRequestContext) context;
        waiting.suspend();
        response.setChunked(true);
        Context thread = ((ConnectionBase) stream.request().request().connection()).getContext();
        EventDelivery delivery = new EventDelivery(
                stream,
                response,
                thread,
                json,
                new EventDelivery.Patience(
                        config.get().heartbeat(), config.get().streams().slowReader()),
                draining,
                waiting::resume);
        thread.runOnContext(_ -> delivery.begin());
    }

    @Override
    public void writeTo(
            EventStream stream,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> httpHeaders,
            OutputStream out) {
        throw new UnsupportedOperationException("events are not written by way of an interceptor");
    }
}
