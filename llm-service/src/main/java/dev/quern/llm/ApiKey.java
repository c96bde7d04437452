package dev.quern.llm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A secret that never shows itself. */
public final class ApiKey {
    /** What can stand in a header: the JDK would show the whole of a key that cannot. */
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]+");

    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /** @param setting where it comes from, for a person */
    static ApiKey of(String setting, String value) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    setting + " is empty or has a space, a line break or another character that no key can have.");
        }
        return new ApiKey(value);
    }

    /** What the file holds, without space around it. */
    static ApiKey in(String setting, Path file) {
        try {
            return of(setting + " (" + file + ")", Files.readString(file).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ": the file " + file + " cannot be read.", e);
        }
    }

    /** The secret itself: for the header that it is sent in. */
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
