package dev.quern.cache;

import java.util.Arrays;

/**
 * The bytes of a value, compared by content. The array is shared, not copied, because it can be megabytes: whoever
 * hands it in gives it away, and nobody changes what {@link #bytes} returns.
 */
public final class Content {
    private final byte[] bytes;

    public Content(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Content[" + bytes.length + " bytes]";
    }
}
