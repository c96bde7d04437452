package dev.quern.protocol;

/** A principal as it travels: the encoded message that the {@code quern-principal-bin} header carries. */
public record SignedPrincipal(Principal principal, Encoded encoded) {

    /** Opaque bytes, compared by content and never shown. */
    public static final class Encoded {
        private final byte[] bytes;

        public Encoded(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Encoded that && java.util.Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Encoded[" + bytes.length + " bytes]";
        }
    }
}
