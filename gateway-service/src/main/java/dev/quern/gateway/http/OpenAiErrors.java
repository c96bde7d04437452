package dev.quern.gateway.http;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Failures as clients of OpenAI's API know them; what has no name there has Quern's own. */
final class OpenAiErrors {
    static final String MEDIA_TYPE = "application/json";
    private static final String ROOT = "/v1";

    private OpenAiErrors() {}

    static boolean areSpokenAt(RoutingContext request) {
        String path = request.normalizedPath();
        return path.startsWith(ROOT) && (path.length() == ROOT.length() || path.charAt(ROOT.length()) == '/');
    }

    static Map<String, Object> of(QuernException failure) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", failure.text());
        error.put("type", type(failure.code()));
        error.put("param", failure.field().orElse(null));
        error.put("code", code(failure));
        return Map.of("error", error);
    }

    private static String type(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "authentication_error";
            case PERMISSION_DENIED -> "permission_error";
            case RATE_LIMITED -> "rate_limit_error";
            default -> code.fault() == ErrorCode.Fault.CALLER ? "invalid_request_error" : "server_error";
        };
    }

    private static String code(QuernException failure) {
        return switch (failure.code()) {
            case UNAUTHENTICATED -> "invalid_api_key";
            case RATE_LIMITED -> "rate_limit_exceeded";
            case NOT_FOUND -> failure.field().filter("model"::equals).isPresent() ? "model_not_found" : "not_found";
            default -> failure.code().code();
        };
    }
}
