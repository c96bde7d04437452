/** Every cache of the system behind one contract. */
@NullMarked
package dev.quern.cache;

import org.jspecify.annotations.NullMarked;
