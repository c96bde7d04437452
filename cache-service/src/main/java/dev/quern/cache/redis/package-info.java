/** The second level: Redis, shared by all replicas. */
@NullMarked
package dev.quern.cache.redis;

import org.jspecify.annotations.NullMarked;
