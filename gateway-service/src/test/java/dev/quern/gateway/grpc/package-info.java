@NullMarked
package dev.quern.gateway.grpc;

import org.jspecify.annotations.NullMarked;
