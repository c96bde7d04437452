package dev.quern.llm;

/** Keys as tests make them. */
public final class Keys {
    private Keys() {}

    public static ApiKey of(String value) {
        return ApiKey.of("key", value);
    }
}
