@NullMarked
package dev.quern.protocol.grpc;

import org.jspecify.annotations.NullMarked;
