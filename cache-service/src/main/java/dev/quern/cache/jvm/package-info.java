/** How much memory this process has, and how much of it is in use. */
@NullMarked
package dev.quern.cache.jvm;

import org.jspecify.annotations.NullMarked;
