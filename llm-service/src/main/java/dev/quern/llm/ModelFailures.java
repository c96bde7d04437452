package dev.quern.llm;

import dev.quern.protocol.ErrorCode;
import dev.quern.protocol.QuernException;
import java.time.Duration;

/**
 * What a person is told when a model fails: every sentence begins with the model and its back end.
 *
 * @param subject what fails, at the beginning of a sentence
 */
public record ModelFailures(String subject) {

    public static ModelFailures of(BackEnd backEnd, String name) {
        return new ModelFailures("The model `" + name + "` (" + backEnd.label() + ")");
    }

    public QuernException unavailable(String what) {
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, subject + what);
    }

    public QuernException unavailable(String what, Throwable cause) {
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, subject + what, cause);
    }

    /** @param reason a sentence, of the model's most likely */
    QuernException unavailable(String reason, String consequence) {
        String named = reason.startsWith(subject) ? reason : subject + " failed. " + reason;
        return new QuernException(ErrorCode.SERVICE_UNAVAILABLE, named + " " + consequence);
    }

    /** It has too much to do; it is not broken. */
    public QuernException busy(String what) {
        return new QuernException(ErrorCode.OVERLOADED, subject + what);
    }

    /** It refuses this very request, and would others gladly serve. */
    public QuernException refused(String what) {
        return new QuernException(ErrorCode.UNPROCESSABLE, subject + what);
    }

    /** Its configuration does not suit its server. */
    public QuernException misconfigured(String what) {
        return new QuernException(ErrorCode.INTERNAL, subject + what);
    }

    public QuernException brokenOff() {
        return unavailable(" broke its answer off before the end.");
    }

    public QuernException brokenOff(Throwable cause) {
        return unavailable(" broke its answer off before the end.", cause);
    }

    QuernException silent(Duration limit) {
        return unavailable(" did not begin to answer within " + seconds(limit) + ".");
    }

    /** It may well have answered, given more time. */
    QuernException tooSlow(Duration limit) {
        return new QuernException(
                ErrorCode.DEADLINE_EXCEEDED,
                subject + " did not begin to answer within the " + seconds(limit) + " that it was given.");
    }

    QuernException stalled(Duration limit) {
        return unavailable(" stopped in the middle of its answer: nothing came for " + seconds(limit) + ".");
    }

    public QuernException late() {
        return new QuernException(
                ErrorCode.DEADLINE_EXCEEDED,
                "The request's time was over before the answer of " + Character.toLowerCase(subject.charAt(0))
                        + subject.substring(1) + " came.");
    }

    public QuernException closed() {
        return unavailable(" has been closed.");
    }

    private static String seconds(Duration time) {
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
