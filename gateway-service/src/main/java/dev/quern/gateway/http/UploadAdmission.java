package dev.quern.gateway.http;

import dev.quern.gateway.Admission;
import dev.quern.gateway.GatewayConfig;
import dev.quern.protocol.QuernException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * Lets documents in only when there is a place for them, and room on the disk for files: before the first byte is read.
 * A document in JSON, which is kept in memory, needs a place too unless it is small.
 */
@ApplicationScoped
public class UploadAdmission {
    private static final int AFTER_AUTHENTICATION = 6000;
    private static final String DOCUMENTS = "/api/v1/documents";
    private static final long SMALL = 1024 * 1024;

    private final Admission admission;
    private final GatewayConfig config;
    private final UploadFolder folder;

    public UploadAdmission(Admission admission, GatewayConfig config, UploadFolder folder) {
        this.admission = admission;
        this.config = config;
        this.folder = folder;
    }

    @ServerRequestFilter(priority = AFTER_AUTHENTICATION)
    public void admit(RoutingContext request) {
        if (!isSlow(request)) {
            return;
        }
        boolean isUpload = BodyLimit.isUpload(request);
        try {
            Runnable leave = admission.receive();
            ResteasyReactiveRequestContext reading = CurrentRequestManager.get();
            request.addEndHandler(ended -> {
                leave.run();
                if (isUpload && ended.failed()) {
                    giveUp(reading);
                }
            });
            if (isUpload) {
                Runnable giveBack = folder.promise(expected(request));
                request.addEndHandler(ended -> giveBack.run());
            }
            Runnable unwatch = Arrival.watch(request, config.uploadTime(), config.uploadStall());
            request.addEndHandler(ended -> unwatch.run());
        } catch (QuernException refused) {
            BodyLimit.closeAfterwards(request);
            throw refused;
        }
    }

    /** Whether its body may take long to arrive. */
    static boolean isSlow(RoutingContext request) {
        return BodyLimit.isUpload(request) || isLargeDocument(request);
    }

    private static boolean isLargeDocument(RoutingContext request) {
        long announced = BodyLimit.announced(request);
        return HttpMethod.POST.equals(request.request().method())
                && request.normalizedPath().replaceAll("/+$", "").equals(DOCUMENTS)
                && (announced == 0 || announced > SMALL);
    }

    private long expected(RoutingContext request) {
        long announced = BodyLimit.announced(request);
        return announced == 0 ? config.largestUpload().asLongValue() : announced;
    }

    /**
     * The server waits for ever for the rest of a body whose client has gone, and keeps the files of it as long: so it is
     * told. Once the whole body is there it finds out by itself.
     */
    private static void giveUp(ResteasyReactiveRequestContext reading) {
        if (reading.getFormData() == null) {
            reading.resume(new IOException(BrokenForms.CUT_OFF));
        }
    }
}
