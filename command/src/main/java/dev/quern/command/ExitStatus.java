package dev.quern.command;

/** What the shell is told. */
enum ExitStatus {
    FINE(0),
    SOME_FAILED(1),
    USAGE(2),
    /** It cannot be reached, or does not let us in. */
    NO_SERVER(3),
    /** By Ctrl-C; the number that shells expect then. */
    INTERRUPTED(130);

    private final int number;

    ExitStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
