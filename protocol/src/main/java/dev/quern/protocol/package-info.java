/** What every service shares: error codes, the signed principal, the call that carries both, and how calls are made. */
@NullMarked
package dev.quern.protocol;

import org.jspecify.annotations.NullMarked;
