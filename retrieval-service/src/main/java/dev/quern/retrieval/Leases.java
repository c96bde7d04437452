package dev.quern.retrieval;

import java.util.Optional;

/**
 * Who does which work, so that several replicas do not do the same. A lease is no lock: doing work twice is harmless,
 * and where leases cannot be had the work goes on without.
 */
public interface Leases {
    /** For one replica: everything is to be had. */
    Leases NONE = _ -> Optional.of(Lease.ALWAYS);

    /**
     * Takes the work unless another has it.
     *
     * @param work its name, the same on every replica
     * @return empty when another has it; never waits for that one
     */
    Optional<Lease> take(String work);

    /** Held until it is closed, or lost. */
    interface Lease extends AutoCloseable {
        /** One that is never lost. */
        Lease ALWAYS = new Lease() {
            @Override
            public boolean isHeld() {
                return true;
            }

            @Override
            public void close() {}
        };

        /** False once another may have it. */
        boolean isHeld();

        @Override
        void close();
    }
}
