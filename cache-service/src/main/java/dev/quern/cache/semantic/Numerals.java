package dev.quern.cache.semantic;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as they are written: 1,000 and 1000.0 are one, 10k is 10000, $5 is five dollars, 3rd is not 3. */
final class Numerals {
    private static final Pattern NUMBER = Pattern.compile(
            "([$€£₹¥]|v)?(-?\\d{1,3}(?:,\\d{2,3})+(?:\\.\\d+)?|-?\\d+(?:\\.\\d+)*|-?\\.\\d+)(st|nd|rd|th|[a-z%°]{0,4})");
    private static final int LONGEST_UNIT = 3;
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)+");

    private Numerals() {}

    static boolean isNumber(String word) {
        char first = word.charAt(0);
        return (Character.isDigit(first) || "$€£₹¥-.vV".indexOf(first) >= 0)
                && matcher(word).matches();
    }

    private static Matcher matcher(String word) {
        return NUMBER.matcher(word.toLowerCase(Locale.ROOT));
    }

    /** The number, then its unit when it has one. */
    static List<String> parts(String word) {
        Matcher matcher = matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(word);
        }
        List<String> parts = new ArrayList<>(2);
        String digits = matcher.group(2).replace(",", "");
        String unit = unit(word.substring(matcher.start(3)));
        String currency = matcher.group(1) == null ? "" : matcher.group(1);
        switch (unit) {
            case "st", "nd", "rd", "th" -> parts.add(digits + unit);
            case "k", "K" -> parts.add(times(digits, "1000"));
            case "m", "M", "mn" -> {
                // A million or metres: nobody knows, so it stays what it is.
                parts.add(plain(digits));
                parts.add(unit);
            }
            case "" -> parts.add(currency.equals("v") ? digits : plain(digits));
            case "%" -> {
                parts.add(plain(digits));
                parts.add("percent");
            }
            default -> {
                parts.add(plain(digits));
                parts.add(unit);
            }
        }
        switch (currency) {
            case "$" -> parts.add("dollar");
            case "€" -> parts.add("euro");
            case "£" -> parts.add("pound");
            case "₹" -> parts.add("rupee");
            case "¥" -> parts.add("yen");
            default -> {}
        }
        return parts;
    }

    /** In lower case, unless its case makes it another one: mW and MW, Mb and MB. */
    static String unit(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        boolean upper = written.equals(written.toUpperCase(Locale.ROOT));
        if (written.length() > LONGEST_UNIT || written.equals("MB") || Words.DATES.contains(Words.key(lower))) {
            return lower;
        }
        boolean matters = lower.length() == 1 || lower.startsWith("m") || (lower.endsWith("b") && !upper);
        return matters ? written : lower;
    }

    static String times(String number, String factor) {
        return plain(new BigDecimal(number).multiply(new BigDecimal(factor)).toPlainString());
    }

    static String plain(String digits) {
        if (VERSION.matcher(digits).matches() || digits.length() > 30) {
            return digits;
        }
        // 2.10 is another version than 2.1, and the same amount: the written form decides, but for whole numbers.
        BigDecimal value = new BigDecimal(digits);
        return value.stripTrailingZeros().scale() <= 0
                ? value.setScale(0, RoundingMode.UNNECESSARY).toPlainString()
                : digits;
    }

    /** @param text of a token */
    static boolean startsLikeNumber(String text) {
        char first = text.charAt(0);
        return Character.isDigit(first)
                || (text.length() > 1 && (first == '-' || first == '.') && Character.isDigit(text.charAt(1)));
    }
}
