/** Tests of the leases in Redis. */
@NullMarked
package dev.quern.retrieval.redis;

import org.jspecify.annotations.NullMarked;
