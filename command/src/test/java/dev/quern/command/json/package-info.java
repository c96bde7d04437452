@org.jspecify.annotations.NullMarked
package dev.quern.command.json;
