package dev.quern.protocol.grpc;

/** How many times as long as usual one replica takes. What nobody has seen for a while fades towards 1. */
final class Slowness {
    private static final double WEIGHT = 0.03;
    private static final double FADING_NANOS = 5e9;
    /** Less is noise: who is thought slow gets few calls that could show otherwise. */
    private static final double NOTICEABLE = 1.5;

    /** An update that is lost to another at the same moment changes nothing that matters. */
    private volatile Seen seen = new Seen(1, 0);

    private record Seen(double value, long at) {}

    void saw(double ratio, long now) {
        double known = faded(now);
        seen = new Seen(known + WEIGHT * (ratio - known), now);
    }

    /** 1 or more. */
    double at(long now) {
        return Math.max(1, faded(now) / NOTICEABLE);
    }

    private double faded(long now) {
        Seen last = seen;
        return last.value() == 1 ? 1 : 1 + (last.value() - 1) * Math.exp(-(now - last.at()) / FADING_NANOS);
    }
}
