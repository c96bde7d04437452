@NullMarked
package dev.quern.gateway.redis;

import org.jspecify.annotations.NullMarked;
