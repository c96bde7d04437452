/** What is kept on disk, as JSON lines. */
@org.jspecify.annotations.NullMarked
package dev.quern.command.json;
