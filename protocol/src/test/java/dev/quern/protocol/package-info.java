@NullMarked
package dev.quern.protocol;

import org.jspecify.annotations.NullMarked;
