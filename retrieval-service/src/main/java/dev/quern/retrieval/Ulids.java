package dev.quern.retrieval;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Makes ULIDs (github.com/ulid/spec): 26 characters whose alphabetical order is the order in which one process made
 * them, and which no two processes ever make twice.
 */
public final class Ulids {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;
    private static final Pattern FORM = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");
    private static final int TIME_LENGTH = 10;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static long lastTime = -1;
    private static long high;
    private static long low;

    private Ulids() {}

    /** Greater than every one that this process has made before, even when the clock was set back. */
    public static String next() {
        LOCK.lock();
        try {
            long now = System.currentTimeMillis();
            if (now > lastTime) {
                lastTime = now;
                // 80 random bits in two halves of 40. A clear top bit leaves room to count up within a millisecond.
                high = RANDOM.nextLong() & 0x7F_FFFF_FFFFL;
                low = RANDOM.nextLong() & 0xFF_FFFF_FFFFL;
            } else {
                low = (low + 1) & 0xFF_FFFF_FFFFL;
                high += low == 0 ? 1 : 0;
            }
            return encode(lastTime, high, low);
        } finally {
            LOCK.unlock();
        }
    }

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** When it was made, to the millisecond. */
    public static Instant time(String ulid) {
        long millis = 0;
        for (int i = 0; i < TIME_LENGTH; i++) {
            millis = millis << 5 | Arrays.binarySearch(ALPHABET, ulid.charAt(i));
        }
        return Instant.ofEpochMilli(millis);
    }

    private static String encode(long time, long upper, long lower) {
        char[] text = new char[LENGTH];
        write(text, 0, TIME_LENGTH, time);
        write(text, 10, 8, upper);
        write(text, 18, 8, lower);
        return new String(text);
    }

    private static void write(char[] text, int from, int count, long value) {
        long rest = value;
        for (int i = from + count - 1; i >= from; i--) {
            text[i] = ALPHABET[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
