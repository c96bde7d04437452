@NullMarked
package dev.quern.retrieval;

import org.jspecify.annotations.NullMarked;
