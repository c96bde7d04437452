package dev.quern.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/** A failure as an RFC 9457 problem document: the one mapping from {@link QuernException} to HTTP. */
public final class Problem {
    public static final String MEDIA_TYPE = "application/problem+json";

    private Problem() {}

    /** The members of the document, in the order in which a person wants to read them. */
    public static Map<String, Object> of(QuernException failure, String traceId) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:quern:problem:" + failure.code().code());
        members.put("title", failure.code().title());
        members.put("status", failure.code().httpStatus());
        members.put("code", failure.code().code());
        members.put("detail", failure.text());
        failure.field().ifPresent(field -> members.put("field", field));
        failure.service().ifPresent(service -> members.put("service", service));
        members.put("trace_id", traceId);
        return members;
    }
}
