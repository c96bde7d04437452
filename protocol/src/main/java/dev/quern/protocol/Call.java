package dev.quern.protocol;

/**
 * One unit of work on somebody's behalf: it is passed explicitly through the domain and travels with every remote
 * call. Cancellation is the interruption of the thread that works for it.
 *
 * @param credential the principal as it was signed, forwarded to the next service unchanged
 * @param traceId 32 hexadecimal digits, the same on every hop
 */
public record Call(SignedPrincipal credential, Deadline deadline, String traceId) {

    public Principal principal() {
        return credential.principal();
    }

    public String tenant() {
        return principal().tenant();
    }

    /** Throws when there is no use in going on: the deadline has passed or the caller has gone. */
    public void ensureWanted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new QuernException(ErrorCode.CANCELLED, "The caller went away before the work was done.");
        }
        if (deadline.isPassed()) {
            throw new QuernException(ErrorCode.DEADLINE_EXCEEDED, "The request's time was over before it was done.");
        }
    }
}
