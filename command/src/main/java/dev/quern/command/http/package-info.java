/** The server over HTTP. */
@org.jspecify.annotations.NullMarked
package dev.quern.command.http;
