package dev.quern.gateway.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.Problem;
import dev.quern.protocol.QuernException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure of the REST API as a problem document, or as OpenAI's clients know it where they speak with Quern. */
@ApplicationScoped
public class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    @ServerExceptionMapper(priority = 1)
    public Response quern(QuernException failure, RoutingContext request) {
        return response(failure, request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response json(JacksonException failure, RoutingContext request) {
        return response(badJson(failure), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response mismatch(
            com.fasterxml.jackson.databind.exc.MismatchedInputException failure, RoutingContext request) {
        return response(badJson(failure), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response web(WebApplicationException failure, RoutingContext request) {
        if (failure.getCause() instanceof JacksonException json) {
            return response(badJson(json), request);
        }
        if (failure.getCause() instanceof QuernException ours) {
            return response(ours, request);
        }
        return response(ofStatus(failure.getResponse().getStatus()), request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response any(Throwable failure, RoutingContext request) {
        return response(BrokenForms.said(failure).orElseGet(() -> QuernException.of(failure)), request);
    }

    private static Response response(QuernException failure, RoutingContext request) {
        Response.ResponseBuilder response = Response.status(failure.code().httpStatus())
                .type(mediaType(request))
                .entity(document(failure, request));
        headers(failure).forEach(response::header);
        return response.build();
    }

    /** What is said of a failure beside its document. */
    static Map<String, String> headers(QuernException failure) {
        Map<String, String> headers = new HashMap<>();
        failure.retryAfter()
                .map(Duration::toSeconds)
                .ifPresent(seconds -> headers.put("Retry-After", Long.toString(Math.max(1, seconds))));
        if (failure.code() == ErrorCode.UNAUTHENTICATED) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        return headers;
    }

    /** What the client is told; what it is not told is logged here. */
    public static Map<String, Object> document(Throwable failure, RoutingContext request) {
        if (OpenAiErrors.areSpokenAt(request)) {
            return OpenAiErrors.of(told(failure, TraceIds.of(request)));
        }
        Map<String, Object> document = document(failure, TraceIds.of(request));
        document.put("request_id", RequestIds.of(request));
        return document;
    }

    static Map<String, Object> document(Throwable failure, String traceId) {
        return Problem.of(told(failure, traceId), traceId);
    }

    private static QuernException told(Throwable failure, String traceId) {
        QuernException ours = asTheClientKnowsIt(
                failure instanceof JacksonException json ? badJson(json) : QuernException.of(failure));
        if (ours.code() == ErrorCode.INTERNAL) {
            LOG.errorf(failure, "unexpected failure in trace %s", traceId);
        }
        return ours;
    }

    static String mediaType(RoutingContext request) {
        return OpenAiErrors.areSpokenAt(request) ? OpenAiErrors.MEDIA_TYPE : Problem.MEDIA_TYPE;
    }

    /** What is a field between the services is a header here. */
    private static QuernException asTheClientKnowsIt(QuernException failure) {
        return failure.field().filter("idempotency_key"::equals).isPresent()
                ? failure.withField(IdempotencyKeys.HEADER)
                : failure;
    }

    /** What a bare HTTP status means, for failures that the server itself found. */
    static QuernException ofStatus(int status) {
        return switch (status) {
            case 400 -> new QuernException(ErrorCode.INVALID_ARGUMENT, "The request cannot be read.");
            case 401 -> new QuernException(ErrorCode.UNAUTHENTICATED, "Who is asking is not known.");
            case 403 -> new QuernException(ErrorCode.PERMISSION_DENIED, "This is not allowed.");
            case 404 -> new QuernException(ErrorCode.NOT_FOUND, "There is nothing at this address.");
            case 405 -> new QuernException(ErrorCode.METHOD_NOT_ALLOWED, "This address has other methods.");
            case 406 ->
                new QuernException(ErrorCode.NOT_ACCEPTABLE, "None of the accepted media types is possible here.");
            case 413 -> new QuernException(ErrorCode.PAYLOAD_TOO_LARGE, "The request's body is larger than allowed.");
            case 415 ->
                new QuernException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body's media type is not possible here.")
                        .withField("Content-Type");
            case 422 -> new QuernException(ErrorCode.UNPROCESSABLE, "The content cannot be processed.");
            default ->
                status >= 400 && status < 500
                        ? new QuernException(ErrorCode.INVALID_ARGUMENT, "The request is not valid.")
                        : new QuernException(ErrorCode.INTERNAL, "Something went wrong inside Quern.");
        };
    }

    static QuernException badJson(JacksonException failure) {
        if (failure instanceof ValueInstantiationException && failure.getCause() instanceof QuernException ours) {
            return ours;
        }
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String field = path(mapping);
            String why = failure instanceof UnrecognizedPropertyException
                    ? "There is no field `" + field + "` here."
                    : "The field `" + field + "` has a value of the wrong type.";
            return QuernException.invalid(field, why);
        }
        String where = Optional.ofNullable(failure.getLocation())
                .map(location -> " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")")
                .orElse("");
        return QuernException.invalid("body", "The body is not the JSON that is expected here" + where + ".");
    }

    private static String path(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }
}
