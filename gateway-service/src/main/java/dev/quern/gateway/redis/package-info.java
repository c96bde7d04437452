/** What replicas of the gateway share by way of Redis. */
@NullMarked
package dev.quern.gateway.redis;

import org.jspecify.annotations.NullMarked;
