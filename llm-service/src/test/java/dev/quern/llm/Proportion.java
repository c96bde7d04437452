package dev.quern.llm;

import java.util.Locale;

/** A share with its 95 % interval (Wilson). */
record Proportion(int part, int whole) {
    private static final double Z = 1.96;

    @Override
    public String toString() {
        if (whole == 0) {
            return "-";
        }
        double share = (double) part / whole;
        double middle = (share + Z * Z / (2 * whole)) / (1 + Z * Z / whole);
        double reach = Z * Math.sqrt(share * (1 - share) / whole + Z * Z / (4.0 * whole * whole)) / (1 + Z * Z / whole);
        return String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", share, Math.max(0, middle - reach), middle + reach);
    }
}
