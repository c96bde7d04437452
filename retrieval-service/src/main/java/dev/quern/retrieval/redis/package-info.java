/** Leases that several replicas share: Redis. */
@NullMarked
package dev.quern.retrieval.redis;

import org.jspecify.annotations.NullMarked;
