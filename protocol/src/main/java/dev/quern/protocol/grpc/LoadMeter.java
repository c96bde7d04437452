package dev.quern.protocol.grpc;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** How busy this process is, looked up every 100 ms at most and only when somebody asks. */
@ApplicationScoped
public class LoadMeter {
    private static final long PAUSE_NANOS = 100_000_000;
    /** So that a tenth of a second of work does not look like a busy machine. */
    private static final double WEIGHT = 0.3;

    private static final double UNKNOWN = -1;

    private final DoubleSupplier cpu;
    private final LongSupplier freeMemory;
    private final LongSupplier nanos;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Sample last;

    /** Of this machine, or of the container when there is one. */
    public LoadMeter() {
        this(LoadMeter::processors, LoadMeter::heap, System::nanoTime);
    }

    LoadMeter(DoubleSupplier cpu, LongSupplier freeMemory, LongSupplier nanos) {
        this.cpu = cpu;
        this.freeMemory = freeMemory;
        this.nanos = nanos;
        this.last = sample(share(cpu.getAsDouble()), nanos.getAsLong());
    }

    private record Sample(Load load, long at) {}

    void began() {
        underWay.incrementAndGet();
    }

    void ended() {
        underWay.decrementAndGet();
    }

    /** The newest. */
    Load report() {
        long now = nanos.getAsLong();
        Sample known = last;
        if (now - known.at() >= PAUSE_NANOS && looking.compareAndSet(false, true)) {
            try {
                double smoothed = known.load().cpu()
                        + WEIGHT * (share(cpu.getAsDouble()) - known.load().cpu());
                last = sample(smoothed, now);
            } finally {
                looking.set(false);
            }
        }
        return last.load();
    }

    private Sample sample(double busy, long now) {
        return new Sample(new Load(busy, Math.max(0, freeMemory.getAsLong()), underWay.get()), now);
    }

    private static double share(double value) {
        return Double.isFinite(value) ? Math.clamp(value, 0, 1) : 0;
    }

    private static double processors() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        // Asked once: what it tells is how busy they were since the last time it was asked.
        double load = system instanceof com.sun.management.OperatingSystemMXBean known ? known.getCpuLoad() : UNKNOWN;
        if (load >= 0) {
            return load;
        }
        return system.getSystemLoadAverage() / Math.max(1, system.getAvailableProcessors());
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
