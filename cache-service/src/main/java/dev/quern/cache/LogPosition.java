package dev.quern.cache;

/**
 * Up to where a replica has done what the log of the replicas says.
 *
 * @param incarnation tells this log from one before or after it
 * @param id of the last entry that was applied
 */
public record LogPosition(String incarnation, String id) {}
