package dev.quern.command;

import java.io.IOException;

/** The server's no, which asking again does not change. */
public final class RefusedException extends IOException {
    private final int status;
    private final String code;

    /**
     * @param code of Quern's problem; empty when it is none
     * @param message a sentence for people
     */
    public RefusedException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** Whether it is Quern's word that something is not there, not that of whoever else answers. */
    public boolean saysNotFound() {
        return status == 404 && code.equals("not_found");
    }

    /** Whether it is about who we are, so that every other request would be refused too. */
    boolean isAboutUs() {
        return status == 401 || status == 403;
    }
}
