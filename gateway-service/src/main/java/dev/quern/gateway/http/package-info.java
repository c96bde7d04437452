/** The REST API: requests to domain calls, domain results and failures to JSON, problem documents and events. */
@NullMarked
package dev.quern.gateway.http;

import org.jspecify.annotations.NullMarked;
