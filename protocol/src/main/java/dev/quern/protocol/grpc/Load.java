package dev.quern.protocol.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.quern.protocol.load.v1.LoadReport;
import io.grpc.Metadata;
import java.util.Optional;

/**
 * How busy a replica is by its own account.
 *
 * @param cpu share of its processors, 0 to 1, which are busy
 * @param freeMemory bytes
 * @param underWay calls, whoever made them
 */
record Load(double cpu, long freeMemory, int underWay) {
    private static final Metadata.Key<byte[]> HEADER =
            Metadata.Key.of("quern-load-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** Instead of what the headers said before. */
    void put(Metadata headers) {
        headers.discardAll(HEADER);
        headers.put(
                HEADER,
                LoadReport.newBuilder()
                        .setCpu(cpu)
                        .setFreeMemory(freeMemory)
                        .setUnderWay(underWay)
                        .build()
                        .toByteArray());
    }

    /** Empty where nothing is said, or nothing that makes sense. */
    static Optional<Load> in(Metadata headers) {
        byte[] bytes = headers.get(HEADER);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            LoadReport report = LoadReport.parseFrom(bytes);
            boolean sensible = report.getCpu() >= 0
                    && report.getCpu() <= 1
                    && report.getFreeMemory() >= 0
                    && report.getUnderWay() >= 0;
            return sensible
                    ? Optional.of(new Load(report.getCpu(), report.getFreeMemory(), report.getUnderWay()))
                    : Optional.empty();
        } catch (InvalidProtocolBufferException unreadable) {
            return Optional.empty();
        }
    }
}
