package dev.quern.redis;

/** How Redis is run. */
public enum RedisMode {
    /** One server. */
    SINGLE,
    /** A master, its replicas, and sentinels that promote one of them when the master is lost. */
    SENTINEL,
    /** Several masters that share the keys. */
    CLUSTER
}
