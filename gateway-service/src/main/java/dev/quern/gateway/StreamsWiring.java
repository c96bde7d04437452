package dev.quern.gateway;

import dev.quern.gateway.ResumableAnswers.Asking;
import dev.quern.gateway.ResumableAnswers.Settings;
import dev.quern.gateway.redis.RedisAnswerLog;
import dev.quern.redis.RedisAddress;
import dev.quern.redis.RedisLink;
import dev.quern.redis.SparingLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Where answers that can be resumed are kept. */
@Singleton
final class StreamsWiring {
    @Produces
    @Singleton
    AnswerLog answerLog(GatewayConfig config, Vertx vertx, MeterRegistry metrics) {
        StreamsConfig streams = config.streams();
        if (config.redis().enabled()) {
            RedisLink link = new RedisLink(vertx, RedisAddress.of("quern.gateway.redis", config.redis()));
            Duration timeout = config.redis().timeout();
            SparingLink sparing = new SparingLink(
                    link,
                    timeout,
                    config.redis().pause(),
                    "answers that can be resumed",
                    metrics.counter("quern.gateway.streams.failures"));
            return new RedisAnswerLog(link, sparing, timeout, streams.keptFor(), streams.lease());
        }
        return new MemoryAnswerLog(
                streams.keptFor(), streams.lease(), streams.memory().asLongValue());
    }

    void close(@Disposes AnswerLog log) throws Exception {
        if (log instanceof AutoCloseable open) {
            open.close();
        }
    }

    @Produces
    @Singleton
    ResumableAnswers resumableAnswers(
            AnswerLog log,
            EventCodec codec,
            Asking asking,
            Admission admission,
            GatewayConfig config,
            MeterRegistry metrics) {
        StreamsConfig streams = config.streams();
        return new ResumableAnswers(
                log,
                codec,
                asking,
                admission::enter,
                new Settings(
                        streams.keptFor(), streams.lease(), streams.largest().asLongValue()),
                metrics);
    }
}
