package dev.quern.protocol;

/** What a principal may do. */
public enum Scope {
    /** Ask questions and search. */
    ASK,
    /** Add, change and delete documents. */
    INGEST,
    /** Administer a tenant: its keys, collections and conversations. */
    ADMIN,
    /** Run the installation: tenants and their keys, and what all tenants share, such as caches and models. */
    OPERATE,
    /** Quern's own services, for themselves; never given to anybody outside. */
    SERVICE
}
