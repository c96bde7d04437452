package dev.quern.cache.semantic;

/** A collection of one tenant, all its versions. */
public record TenantCollection(String tenant, String collection) {}
