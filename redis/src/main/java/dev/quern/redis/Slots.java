package dev.quern.redis;

import java.nio.charset.StandardCharsets;

/** Which of a cluster's slots a key is in: CRC16 (XMODEM) of its hash tag, as the Redis Cluster specification says. */
final class Slots {
    static final int COUNT = 16_384;
    private static final int POLYNOMIAL = 0x1021;

    private Slots() {}

    static int of(String name) {
        int open = name.indexOf('{');
        int close = name.indexOf('}', open + 1);
        String hashed = open >= 0 && close > open + 1 ? name.substring(open + 1, close) : name;
        int crc = 0;
        for (byte b : hashed.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
        }
        return (crc & 0xffff) % COUNT;
    }
}
