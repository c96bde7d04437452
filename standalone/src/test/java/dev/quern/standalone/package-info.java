@NullMarked
package dev.quern.standalone;

import org.jspecify.annotations.NullMarked;
