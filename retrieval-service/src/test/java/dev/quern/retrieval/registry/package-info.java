@NullMarked
package dev.quern.retrieval.registry;

import org.jspecify.annotations.NullMarked;
