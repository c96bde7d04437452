/** Files of whatever kind to text, in a process of its own that a hostile file may bring down. */
@org.jspecify.annotations.NullMarked
package dev.quern.extractor;
