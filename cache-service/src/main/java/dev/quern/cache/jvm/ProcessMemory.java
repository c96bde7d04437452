package dev.quern.cache.jvm;

import dev.quern.cache.MemoryGauge;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;

/** The heap of this process, and the container around it. */
public final class ProcessMemory implements MemoryGauge {
    private final ContainerMemory container = new ContainerMemory(Path.of("/sys/fs/cgroup"));

    /** What is alive is at most what was left by the last collection of each pool, and at most what is in use now. */
    @Override
    public double heap() {
        MemoryUsage now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long left = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage afterwards = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && afterwards != null) {
                left += afterwards.getUsed();
            }
        }
        return now.getMax() <= 0 ? 0 : (double) Math.min(left, now.getUsed()) / now.getMax();
    }

    @Override
    public double container() {
        return container.usedShare();
    }
}
