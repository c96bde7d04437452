package dev.quern.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What a while cost.
 *
 * @param cpu of the process that is measured, all its threads: computing, compiling, collecting garbage
 * @param ownCpu of the process that makes the load
 */
public record Usage(Duration cpu, Duration ownCpu, Duration wall) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Of a process since it began. */
    public static Usage of(ProcessHandle process) {
        Duration cpu = process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("the service has ended while it was measured"));
        return new Usage(cpu, Duration.ofNanos(SYSTEM.getProcessCpuTime()), Duration.ofNanos(System.nanoTime()));
    }

    /** Of the processes that a process has started and that live still. */
    public static Duration ofChildren(ProcessHandle process) {
        return process.descendants()
                .flatMap(child -> child.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    public Usage minus(Usage earlier) {
        return new Usage(cpu.minus(earlier.cpu), ownCpu.minus(earlier.ownCpu), wall.minus(earlier.wall));
    }

    public double perCpuSecond(long done) {
        return done / seconds(cpu);
    }

    public double perSecond(long done) {
        return done / seconds(wall);
    }

    public double cpuMillisEach(long done) {
        return seconds(cpu) * 1000 / done;
    }

    public double ownCpuMillisEach(long done) {
        return seconds(ownCpu) * 1000 / done;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
