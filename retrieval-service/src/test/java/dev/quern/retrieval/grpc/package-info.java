@NullMarked
package dev.quern.retrieval.grpc;

import org.jspecify.annotations.NullMarked;
