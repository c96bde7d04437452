package dev.quern.gateway;

import dev.quern.protocol.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/**
 * Questions that say themselves that somebody is in danger: they wait in the lane for emergencies, where the caller may
 * use it at all. By a few words only, because it is asked of every question before anything is done for it.
 */
@ApplicationScoped
public class UrgentWords {
    private static final Pattern URGENT = Pattern.compile(
            "(?<!\\p{L})(?:emergency|life[- ]threatening|urgent(?:ly)?|unconscious|not breathing|overdose|poisoned"
                    + "|heart attack|cardiac arrest|bleeding out|evacuate)(?!\\p{L})|응급|긴급|심정지|의식이? ?없",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private final Signatures signatures;

    public UrgentWords(Signatures signatures) {
        this.signatures = signatures;
    }

    /** The same visit, or a more urgent one; never above what the caller may use. */
    public Visit raised(Visit visit, Question question) {
        boolean mayBe = visit.caller().highest() == Priority.EMERGENCY && visit.priority() == Priority.INTERACTIVE;
        return mayBe && URGENT.matcher(question.text()).find() ? signatures.inLane(visit, Priority.EMERGENCY) : visit;
    }
}
