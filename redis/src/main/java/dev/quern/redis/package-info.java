/** The way to Redis for every service that needs one: a server, a master under sentinels, or a cluster. */
@NullMarked
package dev.quern.redis;

import org.jspecify.annotations.NullMarked;
