/** What the gateway must remember for good: API keys and conversations. */
@NullMarked
package dev.quern.retrieval.registry;

import org.jspecify.annotations.NullMarked;
