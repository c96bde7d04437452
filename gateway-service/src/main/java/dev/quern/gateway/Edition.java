package dev.quern.gateway;

/**
 * A collection as it was when it was read.
 *
 * @param version nothing older was read
 * @param searchEpoch changes whenever the same search could find something else in the same version
 */
public record Edition(String collection, String version, String searchEpoch) {}
