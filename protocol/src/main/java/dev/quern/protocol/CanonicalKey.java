package dev.quern.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A name for everything that something depends on, of bounded length: the same parts give the same key in whichever
 * order they were named, and no two different lists of parts have the same text, of which the key is the SHA-256.
 */
public final class CanonicalKey {
    private static final Pattern SPACE = Pattern.compile("[\\p{IsWhite_Space}\\p{Cc}]+");

    private final String kind;
    private final Map<String, String> parts = new TreeMap<>();

    private CanonicalKey(String kind) {
        this.kind = kind;
    }

    /** @param kind of thing, with the version of its form: {@code answer2} */
    public static CanonicalKey of(String kind) {
        return new CanonicalKey(kind);
    }

    /** A part whose every character counts. Each name once. */
    public CanonicalKey with(String name, String value) {
        if (parts.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("the key has two parts " + name);
        }
        return this;
    }

    /** A part that a person has written: neither spaces nor the way in which Unicode writes a letter make a difference. */
    public CanonicalKey withText(String name, String text) {
        return with(name, normalised(text));
    }

    /** As {@link #withText} takes texts. */
    public static String normalised(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        return SPACE.matcher(composed).replaceAll(" ").strip();
    }

    /** Several texts as one, in their order: each is preceded by its length, so that no two lists run together. */
    public static String list(Stream<String> texts) {
        return texts.map(text -> text.length() + ":" + text).collect(Collectors.joining());
    }

    /** All parts as one text. */
    public String text() {
        return list(parts.entrySet().stream().flatMap(part -> Stream.of(part.getKey(), part.getValue())));
    }

    /** The kind and a digest of the parts. */
    public String digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return kind + "-" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
