@NullMarked
package dev.quern.gateway;

import org.jspecify.annotations.NullMarked;
