package dev.quern.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Writes down who administered what, and what answers were made from: one line of JSON each, in the log category
 * {@code quern.audit}, which may have a file of its own.
 */
@ApplicationScoped
public class Audit {
    private static final Logger LOG = Logger.getLogger("quern.audit");
    private static final int MOST_DETAILS = 16;
    private static final int LONGEST = 500;

    private final JsonMapper json = new JsonMapper();
    private final InstantSource clock = InstantSource.system();

    /**
     * Never waits for anything, and never throws.
     *
     * @param act in the past tense: {@code key_created}
     * @param details no secrets, and nothing of documents' contents; the first 16 by name, each cut after 500 characters
     */
    public void record(Visit visit, String act, Map<String, String> details) {
        LOG.info(line(visit, act, details));
    }

    private String line(Visit visit, String act, Map<String, String> details) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("act", act);
        line.put("subject", visit.caller().subject());
        line.put("tenant", visit.caller().tenant());
        line.put("trace_id", visit.call().traceId());
        line.put("details", bounded(details));
        try {
            return json.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are always JSON", e);
        }
    }

    private static Map<String, String> bounded(Map<String, String> details) {
        Map<String, String> bounded = new LinkedHashMap<>();
        new TreeMap<>(details)
                .entrySet().stream()
                        .limit(MOST_DETAILS)
                        .forEach(detail -> bounded.put(detail.getKey(), cut(detail.getValue())));
        return bounded;
    }

    private static String cut(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    }
}
