package dev.quern.gateway.http;

import dev.quern.gateway.CacheUse;

/** A question as it is written down, so that it can be asked again. */
record AskedQuestion(QuestionBody question, CacheUse cache) {}
