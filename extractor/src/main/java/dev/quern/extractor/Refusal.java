package dev.quern.extractor;

/** The file is not read on. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reply.Reason reason;

    Refusal(Reply.Reason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
    }

    static Refusal broken(String what) {
        return new Refusal(Reply.Reason.BROKEN, "The file is called " + what + ", and is damaged or cut off.");
    }

    static Refusal tooComplex() {
        return new Refusal(
                Reply.Reason.TOO_COMPLEX, "The file unpacks to too much, nests too deep or needs too much memory.");
    }

    Reply.Reason reason() {
        return reason;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
