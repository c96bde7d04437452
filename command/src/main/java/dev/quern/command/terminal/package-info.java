/** The terminal: the line that shows progress, questions, Ctrl-C. */
@org.jspecify.annotations.NullMarked
package dev.quern.command.terminal;
