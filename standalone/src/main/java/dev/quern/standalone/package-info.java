/** The five services in one JVM. */
@NullMarked
package dev.quern.standalone;

import org.jspecify.annotations.NullMarked;
